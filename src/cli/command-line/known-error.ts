import { systemProblem } from '../../errors/system-error.ts';
import { thrownText } from '../../errors/thrown-text.ts';
import { problemOfCode, unreadableInput } from './foreign-codes.ts';
import { Stopped } from './stopping.ts';
import { ShakedownError, type Meaning } from '../../errors/shakedown-error.ts';

/** How deep errors are looked for in others. */
const DEEPEST = 10;

/**
 * Anything that ended a command, as an error of the suite with a sentence, a meaning and a way to fix it. What is not known is a fault of the suite.
 * - Of errors that were thrown while another one ended a command (`SuppressedError`) the other one counts, and of several (`AggregateError`) the
 *   first that is not the suite's fault; the rest is said below it. Of an error that is not known its cause counts, if that is known.
 * - Texts of libraries do not appear, except for faults of the suite: those are for people who repair it.
 */
export function knownError(thrown: unknown): ShakedownError {
  return knownAt(thrown, 0);
}

function knownAt(thrown: unknown, depth: number): ShakedownError {
  if (thrown instanceof ShakedownError) return thrown;
  const inside = depth < DEEPEST ? within(thrown) : [];
  if (inside.length > 0) return firstOf(inside.map((one) => knownAt(one, depth + 1)));
  if (thrown instanceof Stopped)
    return known('STOPPED', 'suite', thrown.message, 'the command to end by itself', undefined, thrown);
  if (!(thrown instanceof Error))
    return faultOfSuite(`something was thrown that is no error: ${inOneLine(thrownText(thrown))}`, thrown);
  const { name } = thrown;
  if (name === 'AbortError' || name === 'TimeoutError')
    return known(
      'STOPPED',
      'suite',
      'it was stopped before its end',
      'the command to end by itself',
      undefined,
      thrown,
    );
  return (
    ofCode(thrown) ??
    ofText(thrown) ??
    ofCause(thrown, depth) ??
    faultOfSuite(`${name}: ${inOneLine(thrownText(thrown))}`, thrown)
  );
}

/** Libraries wrap what they met, as fetch does. A cause may be its own. */
function ofCause({ cause }: Error, depth: number): ShakedownError | undefined {
  if (cause === undefined || depth >= DEEPEST) return undefined;
  const known = knownAt(cause, depth + 1);
  return known.code === 'SUITE_FAULT' ? undefined : known;
}

/** The errors that one collects, the important one first. */
function within(thrown: unknown): unknown[] {
  if (thrown instanceof SuppressedError) return [thrown.suppressed, thrown.error];
  if (thrown instanceof AggregateError) return thrown.errors;
  return thrown instanceof Error && thrown.cause instanceof ShakedownError ? [thrown.cause] : [];
}

function firstOf(errors: readonly ShakedownError[]): ShakedownError {
  const first = errors.find(({ code }) => code !== 'SUITE_FAULT') ?? errors[0];
  if (!first) return faultOfSuite('several errors at once, and none of them known', undefined);
  const others = errors
    .filter((one) => one !== first && one.seen !== first.seen)
    .map(({ seen }) => `also: ${inOneLine(seen)}`);
  if (others.length === 0) return first;
  const { code, meaning, expected, todo } = first;
  return known(code, meaning, [first.seen, ...others].join('\n'), expected, todo, first);
}

function ofCode(error: Error): ShakedownError | undefined {
  const { code } = error as NodeJS.ErrnoException;
  if (typeof code !== 'string') return undefined;
  const problem = systemProblem(error);
  if (problem?.about === 'machine')
    return known(
      'LOCAL_RESOURCES',
      'infrastructure',
      problem.sentence,
      'this machine to have what the command needs',
      problem.todo,
      error,
    );
  if (problem) return known('FILE_UNUSABLE', 'usage', problem.sentence, 'to read and write files', problem.todo, error);
  const foreign = problemOfCode(error);
  return foreign && new ShakedownError(foreign.code, { ...foreign, cause: error });
}

/** Errors without a code that libraries throw about what they read or ran. */
function ofText(error: Error): ShakedownError | undefined {
  if (/^YAML|^YAMLException$/.test(error.name)) return unreadable(`a file is not valid YAML${lineOf(error)}`, error);
  if (error.name === 'ZodError' || error.name === '$ZodError')
    return unreadable('a file does not have the expected form', error);
  if (error instanceof SyntaxError && /JSON/.test(error.message))
    return unreadable('a file or an answer is not valid JSON', error);
  if (error.name === 'HTTPParserError') return foreignOf('HPE_INVALID', error);
  if (error instanceof URIError) return foreignOf('ERR_INVALID_URI', error);
  if (error instanceof RangeError) return ofRange(error);
  if (error.name === 'ExecaError' && 'command' in error)
    return known(
      'PROGRAM_FAILED',
      'infrastructure',
      `the program ${String(error.command).split(' ')[0]} failed${exitOf(error)}`,
      'it to succeed',
      'run it by hand, to see what it says',
      error,
    );
  return undefined;
}

/** What the engine throws for input that is too much for it. */
function ofRange(error: RangeError): ShakedownError | undefined {
  if (/call stack/.test(error.message)) return unreadable('a file or an answer is nested too deeply', error);
  if (/^Invalid (string|array|typed array|array buffer) length/i.test(error.message))
    return unreadable('a file or an answer is too large', error);
  return /allocation failed/.test(error.message) ? foreignOf('ERR_MEMORY_ALLOCATION_FAILED', error) : undefined;
}

/** An error that has no code of its own, as one with this code. */
function foreignOf(code: string, cause: Error): ShakedownError | undefined {
  const foreign = problemOfCode(Object.assign(new Error(cause.message), { code }));
  return foreign && new ShakedownError(foreign.code, { ...foreign, cause });
}

function lineOf(error: Error): string {
  const [at] = ('linePos' in error ? (error.linePos as { line: number }[] | undefined) : undefined) ?? [];
  return at ? ` in line ${at.line}` : '';
}

function exitOf(error: Error): string {
  return 'exitCode' in error && typeof error.exitCode === 'number' ? ` with exit code ${error.exitCode}` : '';
}

function unreadable(seen: string, cause: unknown): ShakedownError {
  const { code, ...facts } = unreadableInput(seen);
  return new ShakedownError(code, { ...facts, cause });
}

function faultOfSuite(seen: string, cause: unknown): ShakedownError {
  return known(
    'SUITE_FAULT',
    'suite',
    seen,
    'no fault of the suite itself',
    'report it, with what SHAKEDOWN_DEBUG=1 prints',
    cause,
  );
}

function known(
  code: string,
  meaning: Meaning,
  seen: string,
  expected: string,
  todo: string | undefined,
  cause: unknown,
): ShakedownError {
  return new ShakedownError(code, { meaning, seen, expected, cause, ...(todo === undefined ? {} : { todo }) });
}

function inOneLine(text: string): string {
  const [line = ''] = text.trim().split('\n');
  return line.slice(0, 300) || 'without a message';
}
