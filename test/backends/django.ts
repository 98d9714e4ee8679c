import { execFile } from 'node:child_process';
import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Backend } from './backend.ts';

/** What `startproject` makes, unchanged but for its routes. `python` has the pinned packages. */
export function djangoBackend(python: string): Backend {
  return {
    stack: 'django',
    async create(folder) {
      await promisify(execFile)(python, ['-m', 'django', 'startproject', 'project', folder]);
      await writeFile(join(folder, 'project', 'urls.py'), URLS);
    },
    paste: (folder, snippet) => appendFile(join(folder, 'project', 'settings.py'), `\n${snippet}`),
    command: (folder, port) => ({
      program: python,
      args: ['manage.py', 'runserver', '--noreload', `127.0.0.1:${port}`],
      cwd: folder,
    }),
  };
}

const URLS = `import json

from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.urls import path
from django.views.decorators.http import require_http_methods


def login(request):
    response = HttpResponse("logged in")
    response.set_cookie("session", "s3ssion", httponly=True, samesite="Lax")
    return response


def session(request):
    return JsonResponse({"session": request.COOKIES.get("session"), "token": get_token(request)})


@require_http_methods(["PATCH", "DELETE"])
def item(request):
    return JsonResponse({
        "session": request.COOKIES.get("session"),
        "authorization": request.headers.get("Authorization"),
        "item": json.loads(request.body or "null"),
    })


def broken(request):
    raise RuntimeError("broken on purpose")


urlpatterns = [
    path("login", login),
    path("api/session", session),
    path("api/items/1", item),
    path("api/broken", broken),
]
`;
