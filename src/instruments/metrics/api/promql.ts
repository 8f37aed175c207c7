/** A text as PromQL writes it, in quotes. */
export function quoted(text: string): string {
  return JSON.stringify(text);
}
