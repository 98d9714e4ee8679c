import { nodeBackend } from './node-backend.ts';

/** The decorators are applied by hand: there is no compiler between this file and Node.js. */
export const nestjs = nodeBackend({
  id: 'nestjs-12',
  stack: 'nestjs',
  framework: ['NestJS', '@nestjs/core'],
  library: null,
  runsOn: ['express'],
  file: 'app.mjs',
  after: 'const app = await NestFactory.create(AppModule, { logger: false });',
  source: `import 'reflect-metadata';
import { Controller, Delete, Get, Module, Patch, Req, Res, UnauthorizedException } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

class AppController {
  login(request, response) {
    response.cookie('session', 's3ssion', { httpOnly: true, sameSite: 'lax' });
    return 'logged in';
  }

  session(request, response) {
    response.set({ 'X-Total': '2', 'Access-Control-Expose-Headers': 'X-Total' });
    return { session: sessionOf(request), token: 'none' };
  }

  item(request) {
    const { authorization = null } = request.headers;
    return { session: sessionOf(request), authorization, item: request.body ?? null };
  }

  remove(request) {
    return this.item(request);
  }

  private() {
    throw new UnauthorizedException('log in first');
  }

  broken() {
    throw new Error('broken on purpose');
  }
}

function sessionOf(request) {
  return /(?:^|; )session=([^;]*)/.exec(request.headers.cookie ?? '')?.[1] ?? null;
}

const routes = {
  login: Get('login'),
  session: Get('api/session'),
  item: Patch('api/items/1'),
  remove: Delete('api/items/1'),
  private: Get('api/private'),
  broken: Get('api/broken'),
};
for (const [name, decorate] of Object.entries(routes)) {
  decorate(AppController.prototype, name, Object.getOwnPropertyDescriptor(AppController.prototype, name));
  Req()(AppController.prototype, name, 0);
  Res({ passthrough: true })(AppController.prototype, name, 1);
}
Controller()(AppController);

class AppModule {}
Module({ controllers: [AppController] })(AppModule);

const app = await NestFactory.create(AppModule, { logger: false });

await app.listen(Number(process.argv[2]), '127.0.0.1');
`,
});
