import { code, type Prose, prose } from '../../rules/prose.ts';
import type { DetourNeed } from './detour.ts';
import type { Way } from './way.ts';

/** What is true of every development proxy; each note only where its condition holds. */
export function devProxyNotes({ credentials, methods, pageOrigin }: DetourNeed, { server }: Way): readonly Prose[] {
  const notes: Prose[] = [
    prose`It exists while you develop. For production ask the owner of ${code(server)} to allow your page’s origin, or put a relay into your own backend.`,
  ];
  if (credentials) {
    notes.push(
      prose`The browser sends the proxy no cookie that ${code(server)} has set before: log in once through the proxy.`,
    );
  }
  if (methods.some((method) => method !== 'GET' && method !== 'HEAD')) {
    notes.push(
      prose`The browser’s ${code(`Origin: ${pageOrigin}`)} still arrives at the server: one that checks it for requests that change something may refuse it.`,
    );
  }
  return notes;
}

export const WITHOUT_COOKIES = '// cookies of what else runs on this host are none of its business';
