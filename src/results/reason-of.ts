import { ShakedownError, withExpectation } from '../errors/shakedown-error.ts';
import { cleanLine, LINE } from './clean-text.ts';
import type { Reason } from './model.ts';

/** Any error as a reason: one line that says what is wrong, what to do, the figures, and the whole text. */
export function reasonOf(error: unknown): Reason {
  if (error instanceof ShakedownError) {
    const { code, todo, counts } = error;
    return {
      code,
      message: lineOf(error),
      ...(todo !== undefined && { todo }),
      ...(counts !== undefined && { counts }),
      detail: error.message,
    };
  }
  const detail = stackOf(error);
  return {
    code: 'SPEC_THREW',
    message: firstLine(error instanceof Error ? `${error.name}: ${error.message}` : String(error)),
    detail,
  };
}

/** What is wrong, in one line, and what was expected, if the error says so. A long text is shortened in the middle of what is wrong. */
function lineOf(error: ShakedownError): string {
  const [first = ''] = error.seen.split('\n', 1);
  if (error.promise === undefined) return cleanLine(first);
  const promise = cleanLine(error.promise, LINE / 2);
  return withExpectation(cleanLine(first, LINE - withExpectation('', promise).length), promise);
}

/** The first line of a text, cleaned; `an error without a message` when it is empty. */
export function firstLine(text: string): string {
  return cleanLine(text.trim().split('\n', 1)[0] ?? '') || 'an error without a message';
}

/** The stack of an error and of its causes. */
export function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `\ncaused by: ${stackOf(error.cause)}`;
  return `${error.stack ?? `${error.name}: ${error.message}`}${cause}`;
}
