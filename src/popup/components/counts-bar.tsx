import type { Verdict } from '../../analyzer/trace/judgement.ts';
import { type Status, StatusIcon } from '../../ui/status-icon.tsx';

const SHOWN: readonly { readonly verdict: Verdict; readonly status: Status; readonly label: string }[] = [
  { verdict: 'blocked', status: 'blocked', label: 'blocked' },
  { verdict: 'allowed', status: 'allowed', label: 'allowed' },
  { verdict: 'opaque', status: 'opaque', label: 'opaque' },
  { verdict: 'not-cors', status: 'not-cors', label: 'not CORS' },
  { verdict: 'undetermined', status: 'undetermined', label: 'undetermined' },
];

/** How the page's requests ended: one bar, and the same in numbers. Verdicts that did not occur are left out. */
export function CountsBar({ counts }: { readonly counts: Readonly<Record<Verdict, number>> }) {
  const present = SHOWN.filter(({ verdict }) => counts[verdict] > 0);
  return (
    <div class="counts" data-part="counts">
      <div class="counts-bar" aria-hidden="true">
        {present.map(({ verdict }) => (
          <i key={verdict} data-verdict={verdict} style={{ flexGrow: counts[verdict] }} />
        ))}
      </div>
      <ul>
        {present.map(({ verdict, status, label }) => (
          <li key={verdict} data-count={verdict}>
            <StatusIcon status={status} label="" />
            <b>{counts[verdict]}</b> {label}
          </li>
        ))}
      </ul>
    </div>
  );
}
