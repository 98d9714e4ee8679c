import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { FullPolicyBackend, PreparedBackend } from '../backend.ts';

const run = promisify(execFile);
const POM = fileURLToPath(new URL('spring-boot/pom.xml', import.meta.url));
const CACHE = fileURLToPath(new URL('../../../.cache/backends', import.meta.url));

/** Spring MVC behind Spring Security, whose versions spring-boot/pom.xml names; compiled and run by the JDK itself. */
export const springBoot: FullPolicyBackend = {
  id: 'spring-boot',
  stack: 'spring-boot',
  async prepare() {
    try {
      return await prepared();
    } catch (error) {
      return { missing: error instanceof Error ? (error.message.trim().split('\n').at(-1) ?? '') : String(error) };
    }
  },
};

async function prepared(): Promise<PreparedBackend> {
  await run('javac', ['--version']);
  const classpath = await jars();
  const boot = /[/\\]spring-boot-(\d[\d.]*)\.jar/.exec(classpath)?.[1];
  const web = /[/\\]spring-web-(\d[\d.]*)\.jar/.exec(classpath)?.[1];
  const compile = async (folder: string) => {
    const sources = (await readdir(folder)).filter((file) => file.endsWith('.java'));
    await run('javac', ['-parameters', '-nowarn', '-d', 'classes', '-cp', classpath, ...sources], { cwd: folder });
  };
  return {
    stack: 'spring-boot',
    framework: `Spring Boot ${boot}`,
    library: `Spring Web ${web}`,
    // Its own check refuses every preflight while no list is configured.
    unconfigured: 'middleware-origin-refused',
    refusesAsAWhole: true,
    async create(folder) {
      await writeFile(join(folder, 'Shop.java'), SHOP);
      await compile(folder);
    },
    async paste(folder, snippet) {
      await writeFile(join(folder, 'CorsConfig.java'), `package shop;\n\n${snippet}`);
      await compile(folder);
    },
    command: (folder, port) => ({
      program: 'java',
      args: [
        ...['-XX:TieredStopAtLevel=1', '-cp', ['classes', classpath].join(delimiter), 'shop.Shop'],
        ...[`--server.port=${port}`, '--server.address=127.0.0.1', '--spring.main.lazy-initialization=true'],
      ],
      cwd: folder,
    }),
  };
}

/** Downloads what the pom names, on the first call and whenever it has changed, beside the repository of whoever runs this. */
async function jars(): Promise<string> {
  const pom = await readFile(POM);
  const hash = createHash('sha256').update(pom).digest('hex').slice(0, 12);
  const list = join(CACHE, `spring-boot-${hash}.classpath`);
  if (!existsSync(list)) {
    console.error('Downloading the packages that Spring Boot is proven with, once: this takes about a minute.');
    await mkdir(CACHE, { recursive: true });
    const options = ['--quiet', '--batch-mode', `-Dmaven.repo.local=${join(CACHE, 'maven')}`];
    const draft = `${list}.${process.pid}`;
    await run('mvn', [...options, '-f', POM, 'dependency:build-classpath', `-Dmdep.outputFile=${draft}`]);
    await rename(draft, list);
  }
  return (await readFile(list, 'utf8')).trim();
}

const SHOP = `package shop;

import jakarta.servlet.http.HttpServletResponse;
import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.CookieValue;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

@SpringBootApplication
@RestController
public class Shop {
    public static void main(String[] args) {
        SpringApplication.run(Shop.class, args);
    }

    @Bean
    SecurityFilterChain security(HttpSecurity http) throws Exception {
        return http
            .csrf(csrf -> csrf.disable())
            .authorizeHttpRequests(of -> of.requestMatchers("/api/private").authenticated().anyRequest().permitAll())
            .exceptionHandling(on -> on.authenticationEntryPoint((request, response, error) -> response.sendError(401)))
            .build();
    }

    @GetMapping("/login")
    String login(HttpServletResponse response) {
        response.addHeader("Set-Cookie", "session=s3ssion; HttpOnly; SameSite=Lax; Path=/");
        return "logged in";
    }

    @GetMapping("/api/session")
    Map<String, Object> session(@CookieValue(required = false) String session, HttpServletResponse response) {
        response.addHeader("X-Total", "2");
        response.addHeader("Access-Control-Expose-Headers", "X-Total");
        Map<String, Object> answer = new HashMap<>();
        answer.put("session", session);
        answer.put("token", "none");
        return answer;
    }

    @RequestMapping(path = "/api/items/1", method = {RequestMethod.PATCH, RequestMethod.DELETE})
    Map<String, Object> change(
            @CookieValue(required = false) String session,
            @RequestHeader(name = "Authorization", required = false) String authorization,
            @RequestBody(required = false) Map<String, Object> item) {
        Map<String, Object> answer = new HashMap<>();
        answer.put("session", session);
        answer.put("authorization", authorization);
        answer.put("item", item);
        return answer;
    }

    @GetMapping("/api/broken")
    String broken() {
        throw new IllegalStateException("broken on purpose");
    }
}
`;
