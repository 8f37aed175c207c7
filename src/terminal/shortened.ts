/**
 * A text of at most `limit` characters: its beginning and its end, where the cause of an error is.
 * @example shortened('abcdefghij', 5) // 'ab…ij'
 */
export function shortened(text: string, limit: number): string {
  const characters = Array.from(text);
  if (characters.length <= limit) return text;
  const head = Math.floor((limit - 1) * 0.4);
  return `${characters.slice(0, head).join('')}…${characters.slice(characters.length - (limit - 1 - head)).join('')}`;
}
