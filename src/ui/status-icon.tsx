/** What a symbol stands for; each has a shape of its own, so that colour is never the only difference. */
export type Status = 'blocked' | 'allowed' | 'caution' | 'opaque' | 'not-cors' | 'undetermined' | 'pending';

const SHAPES: Record<Status, string> = {
  blocked: 'M5 5l6 6M11 5l-6 6',
  allowed: 'M4.5 8.4l2.4 2.4 4.6-5.2',
  caution: 'M8 4.2v4.6M8 11.4v.2',
  opaque: 'M5.2 8a2.8 2.8 0 1 0 5.6 0a2.8 2.8 0 1 0-5.6 0',
  'not-cors': 'M5 8h6',
  undetermined: 'M6 6.3a2 2 0 1 1 2.6 1.9c-.4.2-.6.5-.6 1M8 11.6v.1',
  pending: 'M5 8v.1M8 8v.1M11 8v.1',
};

const NAMES: Record<Status, string> = {
  blocked: 'Blocked',
  allowed: 'Allowed',
  caution: 'Allowed, with a warning',
  opaque: 'Opaque',
  'not-cors': 'Not CORS',
  undetermined: 'Undetermined',
  pending: 'Pending',
};

export function statusName(status: Status): string {
  return NAMES[status];
}

/** The path in its symbol. */
export function statusShape(status: Status): string {
  return SHAPES[status];
}

/** Round symbol of a verdict. `label` replaces the verdict's name; an empty one hides the symbol from assistive technology. */
export function StatusIcon({ status, label = NAMES[status] }: { readonly status: Status; readonly label?: string }) {
  const spoken = label === '' ? { 'aria-hidden': true } : { role: 'img' as const, 'aria-label': label };
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: it is labelled or hidden, and a title would be shown.
    <svg class="status-icon" data-status={status} viewBox="0 0 16 16" {...spoken}>
      <circle cx="8" cy="8" r="7.5" />
      <path d={SHAPES[status]} />
    </svg>
  );
}
