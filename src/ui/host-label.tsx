import { asciiHost, hostName } from './host-name.ts';

/** Host and port of an origin; where it is shown as it is read, the form in which it is sent stands beside it. */
export function HostLabel({ origin }: { readonly origin: string }) {
  const [sent, read] = [asciiHost(origin), hostName(origin)];
  if (sent === read) return <>{sent}</>;
  return (
    <>
      <bdi>{read}</bdi> <span class="host-sent">{sent}</span>
    </>
  );
}
