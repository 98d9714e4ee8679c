import { code, type Prose, prose } from '../../rules/prose.ts';
import { javaList } from '../java-literal.ts';
import { commonPathPrefix, crossSiteCookieNote, policyNotes } from '../policy-notes.ts';
import type { Policy } from '../policy-type.ts';
import { renderable } from '../renderable.ts';
import type { Refusal, Snippet, SnippetContext, Stack } from './stack.ts';

/**
 * Spring's own CorsFilter, in front of Spring Security and of every controller: preflights are answered before
 * authentication, and responses that neither a controller nor Security wrote bear the headers as well.
 */
export const springBoot: Stack = {
  id: 'spring-boot',
  title: 'Spring Boot',
  library: 'Spring Web',
  language: 'java',
  render,
};

function render(requested: Policy, context: SnippetContext): Snippet | Refusal {
  const checked = renderable(requested);
  if ('refused' in checked) return checked;
  const { policy } = checked;
  return {
    install: null,
    file: 'CorsConfig.java',
    placement: prose`Save it beside the class with ${code('@SpringBootApplication')} and begin it with the ${code('package')} line of that class. Remove every ${code('@CrossOrigin')} and ${code('addCorsMappings')}.`,
    code: codeFor(policy),
    language: 'java',
    restart: prose`Build and start the application again.`,
    notes: notesFor(policy, context),
  };
}

function codeFor(policy: Policy): string {
  const list = (values: readonly string[]) => javaList(values, '        ');
  return [
    'import java.util.List;',
    'import org.springframework.core.annotation.Order;',
    'import org.springframework.stereotype.Component;',
    'import org.springframework.web.cors.CorsConfiguration;',
    'import org.springframework.web.cors.UrlBasedCorsConfigurationSource;',
    'import org.springframework.web.filter.CorsFilter;',
    '',
    '@Component',
    '@Order(-101) // just before Spring Security, whose filter has -100',
    'public class CorsConfig extends CorsFilter {',
    '    public CorsConfig() {',
    '        super(source());',
    '    }',
    '',
    '    private static UrlBasedCorsConfigurationSource source() {',
    '        CorsConfiguration cors = new CorsConfiguration();',
    `        cors.setAllowedOrigins(${list(policy.origins)});`,
    `        cors.setAllowedMethods(${list(policy.methods)});`,
    `        cors.setAllowedHeaders(${list(policy.requestHeaders)});`,
    ...(policy.exposeHeaders.length > 0 ? [`        cors.setExposedHeaders(${list(policy.exposeHeaders)});`] : []),
    ...(policy.credentials ? ['        cors.setAllowCredentials(true);'] : []),
    `        cors.setMaxAge(${policy.maxAge}L);`,
    '        UrlBasedCorsConfigurationSource source = new UrlBasedCorsConfigurationSource();',
    '        source.registerCorsConfiguration("/**", cors);',
    '        return source;',
    '    }',
    '}',
    '',
  ].join('\n');
}

function notesFor(policy: Policy, context: SnippetContext): readonly Prose[] {
  const notes: Prose[] = [
    prose`With Spring Security nothing else is needed: the filter answers before it, and ${code('http.cors(…)')} can stay or go.`,
  ];
  if (policy.server.startsWith('https:')) {
    notes.push(
      prose`Spring answers 403 to every request of an unlisted origin. Behind a proxy that ends TLS, set ${code('server.forward-headers-strategy=framework')}, or the server’s own pages count as unlisted too.`,
    );
  }
  if (policy.credentials && context.unsafeMethodsWithCredentials) {
    notes.push(
      prose`CORS does not relax the CSRF check of Spring Security: the page also sends the CSRF token, which it has to get from a response, since it cannot read the server’s cookies.`,
    );
  }
  notes.push(
    ...crossSiteCookieNote(
      policy,
      context,
      prose`${code('server.servlet.session.cookie.same-site=none')} and ${code('server.servlet.session.cookie.secure=true')} say so for the session’s.`,
    ),
    ...policyNotes(policy),
  );
  const prefix = commonPathPrefix(policy);
  if (prefix !== undefined) {
    notes.push(
      prose`Every request seen goes to ${code(`/${prefix}/`)}: ${code(`registerCorsConfiguration("/${prefix}/**", cors)`)} limits CORS to that path.`,
    );
  }
  return notes;
}
