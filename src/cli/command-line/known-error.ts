import { systemProblem } from '../../errors/system-error.ts';
import { Stopped } from './stopping.ts';
import { ShakedownError, type Meaning } from '../../errors/shakedown-error.ts';

const CONNECTION =
  /^(ECONN|EHOST|ENET|ENOTFOUND|EAI_|ETIMEDOUT|EPIPE|EPROTO|EADDRNOTAVAIL|UND_ERR_|HPE_|CERT_|ERR_TLS_|ERR_SSL_|ERR_OSSL_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|ERR_STREAM_PREMATURE_CLOSE)/;

/**
 * Anything that ended a command, as an error of the suite with a sentence, a meaning and a way to fix it. What is not known is a fault of the suite.
 * - Of errors that were thrown while another one ended a command (`SuppressedError`) the other one counts, and of several (`AggregateError`) the
 *   first that is not the suite's fault; the rest is said below it.
 * - Texts of libraries do not appear, except for faults of the suite: those are for people who repair it.
 */
export function knownError(thrown: unknown): ShakedownError {
  if (thrown instanceof ShakedownError) return thrown;
  const inside = within(thrown);
  if (inside.length > 0) return firstOf(inside.map(knownError));
  if (thrown instanceof Stopped)
    return known('STOPPED', 'suite', thrown.message, 'the command to end by itself', undefined, thrown);
  if (!(thrown instanceof Error))
    return faultOfSuite(`something was thrown that is no error: ${inOneLine(String(thrown))}`, thrown);
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
  return ofCode(thrown) ?? ofText(thrown) ?? faultOfSuite(`${name}: ${inOneLine(thrown.message)}`, thrown);
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
  const { code, path, syscall } = error as NodeJS.ErrnoException;
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
  if (code === 'ENOENT' && syscall?.startsWith('spawn')) return noProgram(path ?? 'that is needed', error);
  if (CONNECTION.test(code) || syscall?.startsWith('connect'))
    return known(
      'CONNECTION_FAILED',
      'infrastructure',
      `a connection failed (${code})`,
      'connections of this machine to work',
      'check the network, the proxy and the certificates',
      error,
    );
  if (code === 'ERR_INVALID_URL')
    return known(
      'ADDRESS_INVALID',
      'usage',
      'an address is no valid URL',
      'addresses such as https://HOST:PORT',
      'correct it in the flags, the configuration or the kubeconfig',
      error,
    );
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return unreadable('a file is not UTF-8', error);
  return undefined;
}

/** Errors without a code that libraries throw about what they read or ran. */
function ofText(error: Error): ShakedownError | undefined {
  if (/^YAML|^YAMLException$/.test(error.name)) return unreadable(`a file is not valid YAML${lineOf(error)}`, error);
  if (error.name === 'ZodError' || error.name === '$ZodError')
    return unreadable('a file does not have the expected form', error);
  if (error instanceof SyntaxError && /JSON/.test(error.message))
    return unreadable('a file or an answer is not valid JSON', error);
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

function lineOf(error: Error): string {
  const [at] = ('linePos' in error ? (error.linePos as { line: number }[] | undefined) : undefined) ?? [];
  return at ? ` in line ${at.line}` : '';
}

function exitOf(error: Error): string {
  return 'exitCode' in error && typeof error.exitCode === 'number' ? ` with exit code ${error.exitCode}` : '';
}

function noProgram(program: string, cause: unknown): ShakedownError {
  return known(
    'PROGRAM_MISSING',
    'usage',
    `there is no program ${program}`,
    'the programs that the command calls',
    'install it, or correct its path',
    cause,
  );
}

function unreadable(seen: string, cause: unknown): ShakedownError {
  return known(
    'INPUT_UNREADABLE',
    'usage',
    seen,
    'to read what was given',
    'look at the files that were named last',
    cause,
  );
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
