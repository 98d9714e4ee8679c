import type { Policy } from '../../analyzer/fixes/policy-type.ts';
import type { AnalyzedTrace } from '../../analyzer/report.ts';
import { type AnswerChange, answerChanges, type LineChange } from '../../ui/answer-changes.ts';
import { differenceOf, type Stretch } from '../../ui/difference.ts';

interface Props {
  readonly analyzed: AnalyzedTrace;
  readonly policy: Policy;
}

/** What the server's answers say now and the least that they have to say, header line by header line. */
export function FixAnswers({ analyzed, policy }: Props) {
  const changes = answerChanges(analyzed, policy);
  if (changes.length === 0) return null;
  return (
    <div class="answers" data-part="answers">
      <h4>What the server answers now, and has to answer</h4>
      {changes.map((change) => (
        <Answer key={change.phase} change={change} />
      ))}
    </div>
  );
}

function Answer({ change }: { readonly change: AnswerChange }) {
  const { phase, statusNow, statusAfter, lines } = change;
  return (
    <figure class="answer" data-phase={phase}>
      <figcaption>
        {phase === 'preflight' ? 'to the preflight' : 'to the request'}{' '}
        <span class="quiet">{statusText(statusNow, statusAfter)}</span>
      </figcaption>
      <ul>
        {lines.map((line) => (
          <li key={`${line.kind} ${line.name} ${line.value}`} data-kind={line.kind}>
            <span class="answer-sign" aria-hidden="true">
              {SIGNS[line.kind]}
            </span>
            <span class="hidden-text">{SAID[line.kind]}</span>
            <code>
              {line.name}: {marked(line, lines)}
            </code>
          </li>
        ))}
      </ul>
    </figure>
  );
}

const SIGNS = { same: ' ', removed: '−', added: '+' };
const SAID = { same: 'stays: ', removed: 'now: ', added: 'after: ' };

function statusText(now: number | null, after: number): string {
  if (now === null) return 'no answer has come yet';
  return now === after ? `status ${now}` : `status ${now}, after: ${after}`;
}

/** In an origin, what differs from the one that it takes the place of. */
function marked(line: LineChange, lines: readonly LineChange[]) {
  const ofName = (kind: LineChange['kind']) => lines.filter((one) => one.name === line.name && one.kind === kind);
  const [removed, ...moreRemoved] = ofName('removed');
  const [added, ...moreAdded] = ofName('added');
  if (line.kind === 'same' || line.name !== 'Access-Control-Allow-Origin') return line.value;
  if (!removed || !added || moreRemoved.length + moreAdded.length > 0) return line.value;
  const { left, right } = differenceOf(removed.value, added.value);
  return (line.kind === 'removed' ? left : right).map(stretchText);
}

function stretchText({ text, differs }: Stretch) {
  return differs ? <mark>{text}</mark> : text;
}
