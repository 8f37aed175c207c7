/** Anything that was thrown, as a text: the message of an error; never an error about how it is converted. */
export function thrownText(thrown: unknown): string {
  try {
    return String(thrown instanceof Error ? thrown.message : thrown);
  } catch {
    return `a value of type ${typeof thrown} that is no text`; // without a prototype, or with accessors that throw
  }
}
