/** The text with its middle left out where it has more than `most` characters: both ends of a name tell it apart. */
export function elided(text: string, most: number): string {
  const characters = [...text];
  if (characters.length <= most) return text;
  const kept = Math.max(most - 1, 1);
  const tail = Math.floor(kept / 2);
  return `${characters.slice(0, kept - tail).join('')}…${tail === 0 ? '' : characters.slice(-tail).join('')}`;
}
