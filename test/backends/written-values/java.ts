import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * What each snippet tells Spring, which stand-ins take down. Compiles all of them at once in an empty folder; throws when
 * there is no JDK, or when a snippet does not compile.
 */
export function javaTold(codes: readonly string[], folder: string): unknown {
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  for (const [path, text] of Object.entries(STAND_INS)) write(path, text);
  const names = codes.map((_, index) => `CorsConfig${index}`);
  for (const [index, code] of codes.entries()) {
    write(`${names[index]}.java`, code.replaceAll(/\bCorsConfig\b/g, names[index] ?? ''));
  }
  const listed = names.map((name) => `new ${name}();`).join('\n');
  write('Main.java', `public class Main { public static void main(String[] args) { ${listed} } }`);
  const sources = ['Main.java', ...names.map((name) => `${name}.java`), ...Object.keys(STAND_INS)];
  execFileSync('javac', ['-nowarn', '-d', 'out', ...sources], { cwd: folder, stdio: 'pipe' });
  const printed = execFileSync('java', ['-cp', 'out', 'Main'], { cwd: folder, encoding: 'utf8' });
  return JSON.parse(`[${printed.trim().split('\n').join(',')}]`);
}

const SPRING = 'org/springframework';
const STAND_INS: Readonly<Record<string, string>> = {
  [`${SPRING}/core/annotation/Order.java`]: `package org.springframework.core.annotation;
public @interface Order { int value(); }`,
  [`${SPRING}/stereotype/Component.java`]: `package org.springframework.stereotype;
public @interface Component {}`,
  [`${SPRING}/web/filter/CorsFilter.java`]: `package org.springframework.web.filter;
public class CorsFilter {
  public CorsFilter(org.springframework.web.cors.UrlBasedCorsConfigurationSource source) {}
}`,
  [`${SPRING}/web/cors/UrlBasedCorsConfigurationSource.java`]: `package org.springframework.web.cors;
public class UrlBasedCorsConfigurationSource {
  public void registerCorsConfiguration(String path, CorsConfiguration cors) {
    if (path.equals("/**")) System.out.println("{" + String.join(",", cors.told) + "}");
  }
}`,
  [`${SPRING}/web/cors/CorsConfiguration.java`]: `package org.springframework.web.cors;
import java.util.ArrayList;
import java.util.List;
public class CorsConfiguration {
  final List<String> told = new ArrayList<>();
  private void tell(String name, List<String> values) {
    List<String> quoted = new ArrayList<>();
    for (String value : values) quoted.add("\\"" + value.replace("\\\\", "\\\\\\\\").replace("\\"", "\\\\\\"") + "\\"");
    told.add("\\"" + name + "\\":[" + String.join(",", quoted) + "]");
  }
  public void setAllowedOrigins(List<String> values) { tell("origins", values); }
  public void setAllowedMethods(List<String> values) { tell("methods", values); }
  public void setAllowedHeaders(List<String> values) { tell("headers", values); }
  public void setExposedHeaders(List<String> values) { tell("exposed", values); }
  public void setAllowCredentials(boolean value) { told.add("\\"credentials\\":" + value); }
  public void setMaxAge(long value) { told.add("\\"maxAge\\":" + value); }
}`,
};
