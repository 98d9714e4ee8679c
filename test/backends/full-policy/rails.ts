import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { FullPolicyBackend, PreparedBackend } from '../backend.ts';
import { librariesIn, unpackedPackages } from '../debian.ts';

const SERIES = 'Rails 6.1';

/** Ruby, Rails, Puma and rack-cors as Debian has them. */
export const rails: FullPolicyBackend = {
  id: 'rails',
  stack: 'rails',
  async prepare() {
    try {
      return await prepared();
    } catch (error) {
      return { missing: error instanceof Error ? (error.message.trim().split('\n').at(-1) ?? '') : String(error) };
    }
  },
};

async function prepared(): Promise<PreparedBackend | { readonly missing: string }> {
  const root = await unpackedPackages(['ruby-rack-cors', 'ruby-railties', 'puma', 'ruby-minitest'], {
    withDependencies: true,
  });
  const env = await rubyEnvironment(root);
  const [ruby, puma] = ['ruby', 'puma'].map((name) => join(root, 'usr', 'bin', name));
  if (!ruby || !puma || !existsSync(ruby))
    return { missing: 'Ruby is installed here, and the packages fit another one' };
  const ask = "require 'rails/version'; require 'rack/cors/version'; puts Rails.version, Rack::Cors::VERSION";
  const { stdout } = await promisify(execFile)(ruby, ['-e', ask], { env: { ...process.env, ...env } });
  const [version = '', library = ''] = stdout.split('\n');
  const framework = `Rails ${version.split('.').slice(0, 2).join('.')}`;
  if (framework !== SERIES) return { missing: `this machine has ${framework}, not ${SERIES}` };
  return {
    stack: 'rails',
    framework,
    library: `rack-cors ${library}`,
    refusesAsAWhole: true,
    async create(folder) {
      await mkdir(join(folder, 'config', 'initializers'), { recursive: true });
      await writeFile(join(folder, 'config', 'application.rb'), APPLICATION);
      await writeFile(join(folder, 'config.ru'), ROUTES);
    },
    paste: (folder, snippet) => writeFile(join(folder, 'config', 'initializers', 'cors.rb'), snippet),
    command: (folder, port) => ({
      program: ruby,
      args: [puma, '-b', `tcp://127.0.0.1:${port}`, '-t', '1:4', 'config.ru'],
      cwd: folder,
      env: { ...env, RAILS_ENV: 'production' },
    }),
  };
}

/** Where an unpacked Ruby finds what it would find at the root of the system. */
export async function rubyEnvironment(root: string): Promise<Readonly<Record<string, string>>> {
  const native = await librariesIn(root);
  const version = (await readdir(join(root, 'usr', 'lib', 'ruby'))).find((name) => /^\d/.test(name)) ?? '';
  const pure = join(root, 'usr', 'lib', 'ruby');
  const code = [
    join(pure, 'vendor_ruby'),
    join(native, 'ruby', 'vendor_ruby', version),
    join(pure, version),
    join(native, 'ruby', version),
  ];
  const shared = join(root, 'usr', 'share', 'rubygems-integration');
  const gems = [join(shared, 'all'), join(shared, version), join(native, 'rubygems-integration', version)];
  return { LD_LIBRARY_PATH: native, RUBYLIB: code.join(':'), GEM_PATH: gems.join(':') };
}

const APPLICATION = `require 'logger'
require 'rails'
require 'action_controller/railtie'
require 'rack/cors'

class Shop < Rails::Application
  config.root = File.expand_path('..', __dir__)
  config.load_defaults 6.1
  config.eager_load = false
  config.consider_all_requests_local = false
  config.secret_key_base = 'a' * 64
  config.logger = Logger.new($stderr)
  config.log_level = :fatal
end

class ShopController < ActionController::API
  def login
    response.set_header('Set-Cookie', 'session=s3ssion; HttpOnly; SameSite=Lax; Path=/')
    render plain: 'logged in'
  end

  def show
    response.set_header('X-Total', '2')
    response.set_header('Access-Control-Expose-Headers', 'X-Total')
    render json: { session: request.cookies['session'], token: 'none' }
  end

  def change
    item = JSON.parse(request.raw_post.presence || 'null')
    render json: { session: request.cookies['session'], authorization: request.authorization, item: item }
  end

  def personal
    head :unauthorized
  end

  def broken
    raise 'broken on purpose'
  end
end
`;

const ROUTES = `require_relative 'config/application'

Shop.initialize!
Shop.routes.draw do
  get '/login' => 'shop#login'
  get '/api/session' => 'shop#show'
  match '/api/items/1' => 'shop#change', via: %i[patch delete]
  get '/api/private' => 'shop#personal'
  get '/api/broken' => 'shop#broken'
end
run Shop
`;
