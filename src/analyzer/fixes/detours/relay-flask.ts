import { code, prose } from '../../rules/prose.ts';
import { pythonList, pythonString } from '../python-literal.ts';
import type { Detour } from './detour.ts';
import { MOST_BYTES, type Relay, relayFor } from './relay.ts';
import { PYTHON_IMPORTS, pythonRelay } from './relay-python.ts';

/** A view that asks the foreign server, one route a path. */
export const relayFlask: Detour = {
  id: 'relay-flask',
  title: 'Flask',
  kind: 'relay',
  language: 'python',
  render(need) {
    const relay = relayFor(need);
    if ('refused' in relay) return relay;
    return {
      install: null,
      file: 'where the Flask app is created',
      placement: prose`Paste it after ${code('app = Flask(…)')}; write your variable for ${code('app')}.`,
      code: codeFor(relay),
      language: 'python',
      restart: prose`Restart the server; ${code('flask run --debug')} reloads by itself.`,
      notes: relay.notes,
      calls: relay.calls,
    };
  },
};

function codeFor(relay: Relay): string {
  const { prefix, name, paths, methods } = relay;
  return [
    ...PYTHON_IMPORTS,
    '',
    'from flask import Response, abort, request',
    '',
    '',
    ...pythonRelay(relay),
    '',
    '',
    `def via_${name}():`,
    `    rest = request.path[len(${pythonString(prefix)}):]`,
    '    query = request.query_string.decode("ascii", "replace")',
    `    body = request.stream.read(${MOST_BYTES} + 1)`,
    `    if len(body) > ${MOST_BYTES}:`,
    '        abort(413)',
    `    status, headers, content = relay_to_${name}(request.method, rest, query, request.headers, body)`,
    '    return Response(content, status, headers)',
    '',
    '',
    `for relayed in ${pythonList(paths)}:`,
    `    app.add_url_rule(${pythonString(prefix)} + relayed, view_func=via_${name}, methods=${pythonList(methods)})`,
    '',
  ].join('\n');
}
