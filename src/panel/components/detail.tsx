import { useSignal } from '@preact/signals';
import type { Ref } from 'preact';
import { useState } from 'preact/hooks';
import { serializedOriginOf } from '../../analyzer/fetch/origin.ts';
import type { AnalyzedTrace } from '../../analyzer/report.ts';
import { firstHop } from '../../analyzer/trace/fetch-trace.ts';
import { DiffTable } from '../../ui/diff-table.tsx';
import { asciiHost, hostName } from '../../ui/host-name.ts';
import type { TraceLog } from '../../ui/trace-log.ts';
import { clockTime } from '../clock-time.ts';
import { comparisonOf } from '../comparison.ts';
import { Linked } from '../linked-lines.ts';
import { Sections } from '../open-sections.ts';
import { type ShownFix, shownFix } from '../shown-fix.ts';
import type { PanelState } from '../state.ts';
import { Banner } from './banner.tsx';
import { Checks } from './checks.tsx';
import { BeforeAfter } from './comparison-before.tsx';
import { CurlCheck } from './curl-check.tsx';
import { ExposedHeaders } from './exposed-headers.tsx';
import { Facts } from './facts.tsx';
import { OtherRequests } from './facts-others.tsx';
import { Findings } from './findings.tsx';
import { FixSection } from './fix-section.tsx';
import { HeaderTables } from './header-tables.tsx';
import { memo } from './memo.ts';
import { Section } from './section.tsx';
import { Story } from './story.tsx';
import { PermissionSets } from './story-sets.tsx';
import { useAfterPaint } from './use-after-paint.ts';
import { WhatIfSection } from './what-if.tsx';

interface Props {
  readonly analyzed: AnalyzedTrace;
  readonly state: PanelState;
  readonly paneRef: Ref<HTMLElement>;
  /** Escape was pressed: the focus goes back to the list. */
  readonly onLeave: () => void;
}

/** Everything about one fetch, the answer first: the cause, what differs, the fix; then how it went and what was on the wire. */
export function Detail(props: Props) {
  const linked = useSignal<string | null>(null);
  return (
    <Linked.Provider value={linked}>
      <Sections.Provider value={props.state.sections}>
        <Pane {...props} />
      </Sections.Provider>
    </Linked.Provider>
  );
}

function Pane({ analyzed, state, paneRef, onLeave }: Props) {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    // DevTools opens its drawer for an Escape that reaches the document.
    event.stopPropagation();
    onLeave();
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the pane scrolls and takes the focus from the list with Enter.
    <section class="detail" data-part="detail" aria-label="Request" tabIndex={0} ref={paneRef} onKeyDown={onKeyDown}>
      <RequestLine analyzed={analyzed} onClose={() => state.actions.closeDetail()} />
      <Answer analyzed={analyzed} state={state} />
      <BelowAnswer analyzed={analyzed} state={state} />
    </section>
  );
}

/** With so many requests there is more to do than to show one of them. */
const LONG_LOG = 50;

/**
 * How many of the parts are there, from the top: all of them, or where the log is long one more after each paint, `after`
 * so many paints. What comes stands below what is there and moves nothing.
 */
function usePartsThere(parts: number, { traces }: TraceLog, after: number): number {
  const [there, setThere] = useState(traces.length < LONG_LOG ? parts : -after);
  useAfterPaint(there < parts, () => setThere(there + 1));
  return there;
}

type PartProps = Pick<Props, 'analyzed' | 'state'>;

/** How it went and what was on the wire. */
function BelowAnswer({ analyzed, state }: PartProps) {
  const there = usePartsThere(4, state.log.peek(), 1);
  const given = { analyzed, state };
  return (
    <>
      {there > 0 && (
        <div class="detail-columns">
          <div>
            <HowItWent {...given} />
          </div>
          <div>{there > 1 && <WhatWasChecked {...given} />}</div>
        </div>
      )}
      {there > 2 && <WhatElse {...given} />}
      {there > 3 && <OnTheWire {...given} />}
    </>
  );
}

const HowItWent = memo(({ analyzed }: PartProps) => <Story analyzed={analyzed} />);

const WhatWasChecked = memo(({ analyzed }: PartProps) => (
  <>
    <Checks analyzed={analyzed} />
    <PermissionSets analyzed={analyzed} />
    <ExposedHeaders analyzed={analyzed} />
  </>
));

const WhatElse = memo(({ analyzed, state }: PartProps) => (
  <>
    <WhatIfSection analyzed={analyzed} state={state} />
    <Findings analyzed={analyzed} />
    <OtherRequests analyzed={analyzed} state={state} />
  </>
));

const OnTheWire = memo(({ analyzed }: PartProps) => (
  <>
    <Facts analyzed={analyzed} />
    <HeaderTables analyzed={analyzed} />
    <CurlCheck analyzed={analyzed} />
  </>
));

/** The cause, what differs, what changed, and what to do. */
function Answer({ analyzed, state }: PartProps) {
  const all = state.around.value.traces;
  const shown = shownFix(analyzed, state);
  return (
    <>
      <Banner analyzed={analyzed} all={all} shown={shown} state={state} />
      <Remedy analyzed={analyzed} all={all} shown={shown} state={state} />
    </>
  );
}

interface RemedyProps extends PartProps {
  readonly all: readonly AnalyzedTrace[];
  readonly shown: ShownFix | undefined;
}

function Remedy({ analyzed, all, shown, state }: RemedyProps) {
  if (usePartsThere(1, state.log.peek(), 0) === 0) return null;
  const comparison = comparisonOf(analyzed, all);
  return (
    <>
      {comparison && (
        <Section title={comparison.title}>
          <DiffTable left={comparison.left} right={comparison.right} />
        </Section>
      )}
      <BeforeAfter analyzed={analyzed} state={state} />
      <FixSection analyzed={analyzed} shown={shown} state={state} />
    </>
  );
}

function RequestLine({ analyzed, onClose }: { readonly analyzed: AnalyzedTrace; readonly onClose: () => void }) {
  const { trace } = analyzed;
  const { method, url } = firstHop(trace);
  const server = serializedOriginOf(url);
  const rest = url.startsWith(server) ? url.slice(server.length) : '';
  return (
    <header class="request-line">
      <p class="request-url" title={`${method} ${url}`}>
        <b>{method}</b> {rest === '' ? url : server}
        <span class="request-path">{rest}</span>
        {hostName(server) !== asciiHost(server) && (
          <span class="host-read">
            {' '}
            read as <bdi>{hostName(server)}</bdi>
          </span>
        )}
      </p>
      <p class="request-origin">
        from <code>{trace.initiatorOrigin ?? 'an unknown origin'}</code>
        <time dateTime={new Date(trace.startedAt).toISOString()}>{clockTime(trace.startedAt)}</time>
      </p>
      <button
        type="button"
        class="icon-button"
        data-action="close"
        aria-label="Close the detail"
        title="Close"
        onClick={onClose}
      >
        <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
          <path d="M4 4l8 8M12 4l-8 8" />
        </svg>
      </button>
    </header>
  );
}
