import { code, type Prose, prose } from '../../rules/prose.ts';
import type { Detour, DetourNeed, DetourSnippet } from './detour.ts';
import { type Way, wayTo } from './way.ts';

interface DevProxy extends Pick<Detour, 'id' | 'title'>, Pick<DetourSnippet, 'file' | 'placement' | 'restart'> {
  readonly codeFor: (way: Way, need: DetourNeed) => string;
  /** What is true of this proxy only. */
  readonly notesFor?: (need: DetourNeed, way: Way) => readonly Prose[];
}

/** A development server that passes on what is asked for under a prefix, told so in its JavaScript configuration. */
export function devProxy({ id, title, codeFor, notesFor, ...where }: DevProxy): Detour {
  return {
    id,
    title,
    kind: 'dev-proxy',
    language: 'javascript',
    render(need) {
      const way = wayTo(need);
      if ('refused' in way) return way;
      return {
        ...where,
        install: null,
        code: codeFor(way, need),
        language: 'javascript',
        notes: [...commonNotes(need, way), ...(notesFor?.(need, way) ?? [])],
        calls: way.calls,
      };
    },
  };
}

/** What is true of every development proxy; each note only where its condition holds. */
function commonNotes({ credentials, methods, pageOrigin }: DetourNeed, { server }: Way): readonly Prose[] {
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
