import { expect, it } from 'vitest';
import { laravel } from '../../../../src/analyzer/fixes/stacks/laravel.ts';
import { rails } from '../../../../src/analyzer/fixes/stacks/rails.ts';
import { springBoot } from '../../../../src/analyzer/fixes/stacks/spring-boot.ts';
import { refusal, rendered } from './a-policy.ts';

it.each([rails, laravel])(
  'a method in small letters is refused by $title, which would list it in capitals',
  (stack) => {
    expect(refusal(stack, { methods: ['GET', 'patch'] })).toContain('patch');
    expect(refusal(stack, { methods: ['GET', 'PROPFIND'] })).toBeUndefined();
  },
);

it('a proxy that ends TLS is mentioned to Spring Boot only for a server that is reached by https', () => {
  const notes = (server: string) => JSON.stringify(rendered(springBoot, { server }).notes);
  expect(notes('https://api.example.com')).toContain('forward-headers-strategy');
  expect(notes('http://localhost:8080')).not.toContain('forward-headers-strategy');
});
