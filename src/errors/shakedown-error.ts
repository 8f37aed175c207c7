/**
 * Whose matter an error is. Exit codes, the statuses of checks and the facts of a run follow from it, and from nothing else.
 *
 * - `usage`: what the user gave cannot be used: a flag, the configuration, a script, a file that is named. The user fixes it.
 * - `infrastructure`: what the suite needs to work is not there: no cluster, no right, no Sonobuoy, or somebody else's run or object.
 * - `suite`: a fault of the suite itself or of a spec.
 * - `instrument`: an instrument could not look well enough to judge; nothing is known about the cluster under test.
 * - `cluster`: the cluster under test was seen not to do what was expected of it.
 */
export type Meaning = 'usage' | 'infrastructure' | 'suite' | 'instrument' | 'cluster';

/** What an error has to tell: a meaning, a stable code, what is wrong, what was expected, what to do. */
export interface ErrorFacts {
  meaning: Meaning;
  /** What should have been, in a few words that are the same in every run, so that failures group. */
  expected: string;
  /** What is there instead: what is wrong. Its first line is the headline, so it is understood without the others. */
  seen: string;
  /** What the reader can do about it: a command or a setting. */
  todo?: string;
  /** The figures behind it, in one line, where a reader may want them: `desired 3, updated 3, available 0`. */
  counts?: string | undefined;
  cause?: unknown;
}

/**
 * The one error that the suite shows to people. Its first line says what is wrong; what should have been and what to do stand below,
 * each with its name, so that no line can be taken for another.
 *
 * @example
 * throw new ShakedownError('CONFIG_UNKNOWN_KEY', {
 *   meaning: 'usage',
 *   expected: 'only known keys in shakedown.config.yaml',
 *   seen: "unknown key 'scpoe' in line 3, column 1",
 *   todo: "did you mean 'scope'?",
 * });
 * // CONFIG_UNKNOWN_KEY: unknown key 'scpoe' in line 3, column 1
 * //   expected: only known keys in shakedown.config.yaml
 * //   do:       did you mean 'scope'?
 */
export class ShakedownError extends Error {
  readonly code: string;
  readonly meaning: Meaning;
  readonly expected: string;
  readonly seen: string;
  readonly todo: string | undefined;
  readonly counts: string | undefined;

  constructor(code: string, { meaning, expected, seen, todo, counts, cause }: ErrorFacts) {
    const lines = [`${code}: ${indent(seen, code.length + 2)}`, `  expected: ${indent(expected)}`];
    if (todo !== undefined) lines.push(`  do:       ${indent(todo)}`);
    super(lines.join('\n'), cause === undefined ? {} : { cause });
    this.code = code;
    this.meaning = meaning;
    this.expected = expected;
    this.seen = seen;
    this.todo = todo;
    this.counts = counts;
  }

  /** What a line about the error has to say of what was expected; `undefined` when it is what the reader has asked for anyway. */
  get promise(): string | undefined {
    return this.expected;
  }

  static {
    Object.defineProperty(this.prototype, 'name', { value: 'ShakedownError', enumerable: false });
  }
}

/** Whatever was thrown, as one text for a reader. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** Whatever was thrown, as what is wrong in one line: without a code, and without what to do. */
export function whatIsWrong(thrown: unknown): string {
  const [first = ''] = (thrown instanceof ShakedownError ? thrown.seen : messageOf(thrown)).trim().split('\n', 1);
  return thrown instanceof ShakedownError ? withExpectation(first, thrown.expected) : first;
}

/** What is wrong and what should have been, in one line. @param seen in one line. */
export function withExpectation(seen: string, expected: string): string {
  return `${seen}; expected: ${expected}`;
}

function indent(text: string, columns = 12): string {
  return text.replaceAll('\n', `\n${' '.repeat(columns)}`);
}
