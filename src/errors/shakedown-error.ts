/** What an error has to tell: a stable code, what was expected, what was seen, what to do. */
export interface ErrorFacts {
  /** What should have been, in a few words that are the same in every run, so that failures group. */
  expected: string;
  /** What was there instead. */
  seen: string;
  /** What the reader can do about it: a command or a setting. */
  todo?: string;
  cause?: unknown;
}

/**
 * The one error that the suite shows to people. Its first line is `CODE: expected`, stable from run to run; what varies stands below.
 *
 * @example
 * throw new ShakedownError('CONFIG_UNKNOWN_KEY', {
 *   expected: 'only known keys in shakedown.config.yaml',
 *   seen: "'scpoe' in line 3, column 1",
 *   todo: "did you mean 'scope'?",
 * });
 */
export class ShakedownError extends Error {
  readonly code: string;
  readonly expected: string;
  readonly seen: string;
  readonly todo: string | undefined;

  constructor(code: string, { expected, seen, todo, cause }: ErrorFacts) {
    const lines = [`${code}: ${expected}`, `  seen  ${indent(seen)}`];
    if (todo !== undefined) lines.push(`  do    ${indent(todo)}`);
    super(lines.join('\n'), cause === undefined ? {} : { cause });
    this.code = code;
    this.expected = expected;
    this.seen = seen;
    this.todo = todo;
  }

  static {
    Object.defineProperty(this.prototype, 'name', { value: 'ShakedownError', enumerable: false });
  }
}

/** Whatever was thrown, as one text for a reader. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

function indent(text: string): string {
  return text.replaceAll('\n', '\n        ');
}
