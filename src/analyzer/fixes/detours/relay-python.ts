import { pythonList, pythonString } from '../python-literal.ts';
import { MOST_BYTES, type Relay, SECONDS } from './relay.ts';

/** What the relays for Django and Flask import. */
export const PYTHON_IMPORTS = ['import http.client', 'import urllib.error', 'import urllib.request'];

/**
 * `relay_to_<name>(method, rest, query, given, body)`, which returns status, headers and content. It needs nothing but
 * the standard library. The two headers at the end keep what the server sends from running as a page of one's own origin.
 */
export function pythonRelay({ server, name, requestHeaders, responseHeaders }: Relay): readonly string[] {
  return [
    'class KeepRedirects(urllib.request.HTTPRedirectHandler):',
    '    def redirect_request(self, *args):',
    '        return None  # a redirect is an answer; following it could lead anywhere',
    '',
    '',
    `def relay_to_${name}(method, rest, query, given, body):`,
    `    passed_on = ${pythonList(requestHeaders, '    ', 80)}`,
    `    passed_back = ${pythonList(responseHeaders, '    ', 80)}`,
    `    url = ${pythonString(server)} + rest + ("?" + query if query else "")`,
    '    headers = {header: given[header] for header in passed_on if header in given}',
    '    try:',
    '        asked = urllib.request.Request(url, data=body or None, headers=headers, method=method)',
    '        try:',
    `            answer = urllib.request.build_opener(KeepRedirects).open(asked, timeout=${SECONDS})`,
    '        except urllib.error.HTTPError as error:',
    '            answer = error  # 3xx, 4xx and 5xx are answers too',
    '        with answer:',
    `            content = answer.read(${MOST_BYTES} + 1)`,
    '    except (OSError, ValueError, http.client.HTTPException):',
    '        return 502, {}, b""',
    `    if len(content) > ${MOST_BYTES}:`,
    '        return 502, {}, b""',
    '    back = {header: answer.headers[header] for header in passed_back if header in answer.headers}',
    '    back["X-Content-Type-Options"] = "nosniff"',
    '    back["Content-Security-Policy"] = "sandbox"',
    '    return answer.code, back, content',
  ];
}
