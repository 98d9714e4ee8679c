import { CopyButton } from '../../ui/copy-button.tsx';
import type { ShownFix } from '../shown-fix.ts';

/** The snippet of the fix below, to be copied where the cause is read. */
export function QuickFix({ shown: { fix } }: { readonly shown: ShownFix }) {
  const { result, stack } = fix;
  if ('refused' in result) return null;
  return (
    <p class="banner-fix">
      <CopyButton text={result.code} label="Copy fix" action="copy-fix" kind="primary" />
      <span>
        {stack.title}: {result.file}
      </span>
    </p>
  );
}
