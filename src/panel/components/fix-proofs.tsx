import type { Proof } from '../../analyzer/fixes/proven.ts';

/** What the text above was run with, newest first; a label that says so when it was run with nothing. */
export function FixProofs({ proofs }: { readonly proofs: readonly Proof[] }) {
  const [newest, ...others] = proofs;
  if (!newest) {
    return (
      <span data-part="unproven" title="The test suite does not run this: read the snippet before you paste it">
        <b>not proven</b>: written from the documentation
      </span>
    );
  }
  return (
    <details class="proofs" data-part="proofs">
      <summary title="What these snippets have been run with, in a real browser">
        <span data-part="proven-with">
          proven with {versionsOf(newest)} on {newest.browser}
        </span>
        {others.length > 0 && <span class="proofs-more"> and {others.length} more</span>}
      </summary>
      <ul>
        {proofs.map((proof) => (
          <li key={versionsOf(proof)}>
            <b>{versionsOf(proof)}</b> on {proof.browser}
            {proof.cases.length > 0 && <span class="proof-cases">{proof.cases.join(', ')}</span>}
          </li>
        ))}
      </ul>
    </details>
  );
}

function versionsOf({ framework, library }: Proof): string {
  return library === null ? framework : `${framework}, ${library}`;
}
