import { useEffect, useRef } from 'preact/hooks';
import { ProseText } from '../../ui/prose-text.tsx';
import { EXAMPLE_NAME, type Files, type ShownFile } from '../sessions.ts';

/** What is to be said about files: the one that is shown, the one that is being read, the one that could not be. */
export function ImportNotices({ files }: { readonly files: Files }) {
  const { leftOut, reading, problem, shown } = files;
  return (
    <div class="import-notices">
      {shown && <ShownNotice shown={shown} files={files} />}
      <div role="status">
        {reading.value && (
          <p class="notice" data-part="import-progress">
            {reading.value.share < 1 ? 'Reading' : 'Working out'} <code>{reading.value.name}</code>{' '}
            <progress value={reading.value.share < 1 ? reading.value.share : undefined} aria-label="Reading the file" />
          </p>
        )}
        {leftOut.value && (
          <p class="notice" data-part="import-left-out">
            One file is shown at a time: <code>{leftOut.value.taken}</code> was opened,{' '}
            <LeftOut names={leftOut.value.others} /> not.
          </p>
        )}
      </div>
      <div role="alert">
        {problem.value && (
          <p class="notice import-problem" data-part="import-problem">
            <span>
              <code>{problem.value.name}</code> cannot be shown. <ProseText text={problem.value.problem} />
            </span>
            <button type="button" class="button quiet" data-action="dismiss-problem" onClick={files.dismissProblem}>
              Dismiss
            </button>
          </p>
        )}
      </div>
    </div>
  );
}

/** So many names are written out. */
const NAMED = 3;

function LeftOut({ names }: { readonly names: readonly string[] }) {
  const named = names.slice(0, NAMED);
  const more = names.length - named.length;
  return (
    <>
      {named.map((name, index) => (
        <>
          {index > 0 && ', '}
          <code>{name}</code>
        </>
      ))}
      {more > 0 && ` and ${more} more`} {names.length === 1 ? 'was' : 'were'}
    </>
  );
}

function ShownNotice({ shown, files }: { readonly shown: ShownFile; readonly files: Files }) {
  const { name, traffic } = shown;
  const back = useRef<HTMLButtonElement>(null);
  // What had the focus went with the session before.
  useEffect(() => back.current?.focus(), []);
  return (
    <section class="import-banner" data-part="import-banner" aria-label="File">
      <p>
        <b>{name === EXAMPLE_NAME ? 'An example' : <code>{name}</code>}</b>
        {', read-only. '}
        <span class="import-about">
          Written by {traffic.writtenBy}, recorded {momentOf(traffic.capturedFrom)}
          {traffic.page !== null && (
            <>
              {' on '}
              <code>{traffic.page}</code>
            </>
          )}
          .
        </span>
      </p>
      <button ref={back} type="button" class="button quiet" data-action="back-to-live" onClick={files.backToLive}>
        Back to live
      </button>
      {traffic.problems.length > 0 && (
        <ul data-part="import-problems">
          {traffic.problems.map((problem, index) => (
            <li key={index}>
              <ProseText text={problem} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** In the reader's own way of writing dates and times. */
function momentOf(epochMs: number): string {
  const date = new Date(epochMs);
  if (Number.isNaN(date.getTime())) return 'at an unknown time';
  return date.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}
