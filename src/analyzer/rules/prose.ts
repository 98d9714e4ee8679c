/**
 * Text for people as segments, never as markup: the panel renders `code` in the code font, Markdown in backticks, the
 * terminal as it is. Wire values only ever enter through {@link code}.
 */
export type Segment = string | { readonly code: string } | { readonly strong: string };
export type Prose = readonly Segment[];

/** Bytes from the wire, a header name, an origin. */
export function code(value: string): Segment {
  return { code: value };
}

export function strong(value: string): Segment {
  return { strong: value };
}

/** Template tag that keeps interpolated segments apart from the sentence around them. Nested prose is flattened. */
export function prose(strings: TemplateStringsArray, ...values: readonly (Segment | Prose)[]): Prose {
  const segments: Segment[] = [];
  strings.forEach((text, index) => {
    if (text !== '') segments.push(text);
    const value = values[index];
    if (value === undefined) return;
    // One at a time: as many arguments as a server can put into a header overflow the stack.
    if (Array.isArray(value)) for (const segment of value as Prose) segments.push(segment);
    else segments.push(value as Segment);
  });
  return segments;
}

/** Plain text, for exports and terminals. */
export function plainText(text: Prose): string {
  return text
    .map((segment) => (typeof segment === 'string' ? segment : 'code' in segment ? segment.code : segment.strong))
    .join('');
}
