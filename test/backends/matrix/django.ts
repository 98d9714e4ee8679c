import { execFile } from 'node:child_process';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { checkPipInstall, installedVersion } from '../python.ts';
import type { Faults, MatrixBackend, ShownFix } from './backend.ts';

/** What `startproject` makes, with routes, sessions in cookies, and the given fault in its settings. */
export async function djangoBackend(python: string, id: string, version: string): Promise<MatrixBackend> {
  return {
    id,
    stack: 'django',
    version,
    framework: await installedVersion(python, 'Django'),
    library: await installedVersion(python, 'django-cors-headers'),
    async create(folder, broken, around) {
      await promisify(execFile)(python, ['-m', 'django', 'startproject', 'project', folder]);
      await writeFile(join(folder, 'project', 'urls.py'), URLS);
      await writeFile(join(folder, 'project', 'checks.py'), CHECKS);
      await appendFile(join(folder, 'project', 'settings.py'), `${SETTINGS}${FAULTS[broken](around.origin, around)}`);
    },
    apply: (folder, fix) => apply(join(folder, 'project', 'settings.py'), fix),
    checkInstall: (command) => checkPipInstall(python, command),
    command: (folder, port) => ({
      program: python,
      args: ['manage.py', 'runserver', '--noreload', `127.0.0.1:${port}`],
      cwd: folder,
      env: { PYTHONWARNINGS: 'ignore' },
    }),
  };
}

async function apply(settings: string, { code, placement, notes }: ShownFix): Promise<void> {
  if (!placement.includes('at the end of the file')) throw new Error(`where is that? ${placement}`);
  const source = await readFile(settings, 'utf8');
  const kept = notes.includes('Nothing else may set it') ? source.replace(HAND_WRITTEN, '') : source;
  await writeFile(settings, `${kept}\n${code}`);
}

const SETTINGS = `
ALLOWED_HOSTS = ["*"]
SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
`;

const HAND_WRITTEN = 'MIDDLEWARE.insert(0, "project.checks.name_another_page")\n';

function installed(...settings: readonly string[]): string {
  const lines = [
    'INSTALLED_APPS += ["corsheaders"]',
    'MIDDLEWARE.insert(0, "corsheaders.middleware.CorsMiddleware")',
    'CORS_ALLOW_METHODS = ["GET"]',
    'CORS_ALLOW_HEADERS = ["content-type"]',
  ];
  return `${[...lines, ...settings].join('\n')}\n`;
}

const FAULTS: Faults = {
  bare: () => '',
  'other-origin': () => installed('CORS_ALLOWED_ORIGINS = ["https://www.example.com"]'),
  'hand-written': () => HAND_WRITTEN,
  wildcard: () => installed('CORS_ALLOW_ALL_ORIGINS = True'),
  'no-credentials': (origin) => installed(`CORS_ALLOWED_ORIGINS = ["${origin}"]`),
  'few-methods': (origin) => installed(`CORS_ALLOWED_ORIGINS = ["${origin}"]`),
  'few-headers': (origin) => installed(`CORS_ALLOWED_ORIGINS = ["${origin}"]`),
  'star-headers': (origin) =>
    installed(`CORS_ALLOWED_ORIGINS = ["${origin}"]`, 'CORS_ALLOW_HEADERS = ["*"]', 'CORS_ALLOW_CREDENTIALS = True'),
  unexposed: (origin) => installed(`CORS_ALLOWED_ORIGINS = ["${origin}"]`),
  'auth-first': (origin) =>
    installed(
      `CORS_ALLOWED_ORIGINS = ["${origin}"]`,
      'CORS_ALLOW_HEADERS = ["authorization"]',
      'MIDDLEWARE.insert(0, "project.checks.need_authorization")',
    ),
  redirecting: () => '',
  // The library stands below SecurityMiddleware, which redirects.
  'https-redirecting': (origin, { secureHost }) =>
    installed(
      'MIDDLEWARE.append(MIDDLEWARE.pop(0))',
      `CORS_ALLOWED_ORIGINS = ["${origin}"]`,
      'CORS_ALLOW_HEADERS = ["x-page"]',
      'SECURE_SSL_REDIRECT = True',
      `SECURE_SSL_HOST = "${secureHost}"`,
      'SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")',
    ),
  'bare-errors': (origin) =>
    installed(`CORS_ALLOWED_ORIGINS = ["${origin}"]`, 'MIDDLEWARE.insert(0, "project.checks.need_authorization")'),
};

const CHECKS = `from django.http import JsonResponse


def need_authorization(get_response):
    def check(request):
        if request.path.startswith("/api/") and request.path != "/api/items" and not request.headers.get("Authorization"):
            return JsonResponse({"error": "log in"}, status=401)
        return get_response(request)

    return check


def name_another_page(get_response):
    def add(request):
        response = get_response(request)
        response["Access-Control-Allow-Origin"] = "https://www.example.com"
        return response

    return add
`;

const URLS = `from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.urls import path
from django.views.decorators.csrf import csrf_exempt


def answer(request, **extra):
    response = JsonResponse({
        "user": request.session.get("user"),
        "authorization": request.headers.get("Authorization"),
        **extra,
    })
    response["X-Total"] = "3"
    return response


def login(request):
    request.session["user"] = "ada"
    return HttpResponse("logged in")


def session(request):
    return answer(request, token=get_token(request))


def private(request):
    if not request.headers.get("Authorization"):
        return JsonResponse({"error": "log in"}, status=401)
    return answer(request)


def broken(request):
    raise RuntimeError("broken on purpose")


urlpatterns = [
    path("login", login),
    path("api/session", session),
    path("api/profile", answer),
    path("api/items", csrf_exempt(answer)),
    path("api/items/1", csrf_exempt(answer)),
    path("api/slash/", answer),
    path("api/private", private),
    path("broken", broken),
]
`;
