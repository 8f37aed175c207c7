import { systemProblem } from './system-error.ts';
import { thrownText } from './thrown-text.ts';

/**
 * What an error is about. Exit codes, the statuses of checks and the facts of a run follow from it alone.
 *
 * - `usage`: the user's input cannot be used: a flag, the configuration, a script, a named file. The user fixes it.
 * - `infrastructure`: the suite lacks what it needs to work: a cluster, a permission, Sonobuoy; or another run or a foreign object is in
 *   its way.
 * - `suite`: a fault of the suite itself or of a spec.
 * - `instrument`: an instrument was not good enough to judge; nothing is known about the cluster under test.
 * - `cluster`: the cluster under test did not do what was expected of it.
 */
export type Meaning = 'usage' | 'infrastructure' | 'suite' | 'instrument' | 'cluster';

/** The parts of an error: its meaning, what was expected, what is wrong, how to fix it, and its cause. */
export interface ErrorFacts {
  meaning: Meaning;
  /** What was expected, in a few words that are the same in every run, so that failures can be grouped. */
  expected: string;
  /** What is wrong. Its first line is the headline: it must be clear without the other lines. */
  seen: string;
  /** How to fix it: a command or a setting. */
  todo?: string;
  /** The figures behind it, in one line, where a reader may want them: `desired 3, updated 3, available 0`. */
  counts?: string | undefined;
  cause?: unknown;
}

/**
 * The one error that the suite shows to people. Its first line says what is wrong. Below it follow what was expected and how to fix it,
 * each with its label.
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

  /** What was expected, if a line about the error has to say it; `undefined` when the reader knows it, because they asked for it. */
  get promise(): string | undefined {
    return this.expected;
  }

  static {
    Object.defineProperty(this.prototype, 'name', { value: 'ShakedownError', enumerable: false });
  }
}

/**
 * The message of anything that was thrown; an error of the operating system is a sentence.
 * @param file what the sentence is about if the error does not say it, as when a directory is read like a file.
 */
export function messageOf(thrown: unknown, file?: string): string {
  const problem = systemProblem(thrown, file);
  if (problem) return problem.sentence;
  return thrownText(thrown);
}

/** One line about anything that was thrown: what is wrong and what was expected, without the code and the fix. */
export function whatIsWrong(thrown: unknown): string {
  const [first = ''] = (thrown instanceof ShakedownError ? thrown.seen : messageOf(thrown)).trim().split('\n', 1);
  return thrown instanceof ShakedownError ? withExpectation(first, thrown.expected) : first;
}

/** What is wrong and what was expected, in one line. @param seen one line. */
export function withExpectation(seen: string, expected: string): string {
  return `${seen}; expected: ${expected}`;
}

function indent(text: string, columns = 12): string {
  return text.replaceAll('\n', `\n${' '.repeat(columns)}`);
}
