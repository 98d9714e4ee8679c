/** Why Firefox does not put these cases to the question that they put to Chromium, by id. Its suite checks and prints it. */
interface Otherwise {
  /** Firefox tells extensions nothing of the request. */
  readonly noEvent?: string;
  /** Firefox does not read what the case is about, and treats it like the case named here. */
  readonly like?: readonly [id: string, because: string];
}

const FILES = 'a file is no request of the network, and Firefox shows extensions no other';
const SPACE = 'fetch() has no targetAddressSpace there, so where the server is decides alone';

export const OTHERWISE_IN_FIREFOX: Readonly<Record<string, Otherwise>> = {
  l4: { like: ['l1', SPACE] },
  l6: { like: ['l2', SPACE] },
  f7: { noEvent: FILES },
  f8: { noEvent: FILES },
  f9: { noEvent: FILES },
  s1: { noEvent: "the service worker answers without a request of its own, and the page's is not told further" },
};
