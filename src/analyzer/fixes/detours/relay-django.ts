import { code, type Prose, prose } from '../../rules/prose.ts';
import { pythonList, pythonString } from '../python-literal.ts';
import type { Detour } from './detour.ts';
import { type Relay, relayFor } from './relay.ts';
import { PYTHON_IMPORTS, pythonRelay } from './relay-python.ts';

/** A view that asks the foreign server, one route a path. */
export const relayDjango: Detour = {
  id: 'relay-django',
  title: 'Django',
  kind: 'relay',
  language: 'python',
  render(need) {
    const relay = relayFor(need);
    if ('refused' in relay) return relay;
    return {
      install: null,
      file: 'urls.py',
      placement: prose`Paste it at the end of the project’s ${code('urls.py')}, after ${code('urlpatterns')}.`,
      code: codeFor(relay),
      language: 'python',
      restart: prose`${code('runserver')} reloads by itself; restart gunicorn, uWSGI or Daphne.`,
      notes: [...relay.notes, ...forgeryNote(relay)],
      calls: relay.calls,
    };
  },
};

function codeFor(relay: Relay): string {
  const { prefix, name, paths, methods } = relay;
  return [
    ...PYTHON_IMPORTS,
    '',
    'from django.http import HttpResponse',
    'from django.urls import path',
    'from django.views.decorators.http import require_http_methods',
    '',
    '',
    ...pythonRelay(relay),
    '',
    '',
    `@require_http_methods(${pythonList(methods)})`,
    `def via_${name}(request):`,
    `    rest = request.path_info[len(${pythonString(prefix)}):]`,
    '    query = request.META["QUERY_STRING"]',
    `    status, headers, content = relay_to_${name}(request.method, rest, query, request.headers, request.body)`,
    '    response = HttpResponse(content, status=status)',
    '    for header, value in headers.items():',
    '        response[header] = value',
    '    return response',
    '',
    '',
    `for relayed in ${pythonList(paths)}:`,
    `    urlpatterns.append(path(${pythonString(prefix.slice(1))} + relayed, via_${name}))`,
    '',
  ].join('\n');
}

function forgeryNote({ methods }: Relay): readonly Prose[] {
  if (methods.every((method) => method === 'GET' || method === 'HEAD')) return [];
  return [
    prose`Django checks the relay for forged requests like any other view: the page sends ${code('X-CSRFToken')} with the token.`,
  ];
}
