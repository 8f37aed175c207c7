import { ShakedownError } from '../../errors/shakedown-error.ts';
import { cleanLine } from '../../results/clean-text.ts';
import { RUN_FORMS } from '../../results/run-forms.ts';
import { whyUnreadable, type FileFormat } from './file-format.ts';

const FETCH_AGAIN = 'fetch it again with `sonobuoy retrieve`';

/** @param path what the user has named. */
export function unreadable(path: string, seen: string, cause?: unknown, todo = FETCH_AGAIN): ShakedownError {
  return new ShakedownError('RESULTS_UNREADABLE', {
    meaning: 'usage',
    expected: 'the results of a run, or an archive with them',
    seen: cleanLine(`${path}: ${seen}`),
    todo,
    cause,
  });
}

const NAME = `name one: ${RUN_FORMS}`;

export function notFound(seen: string, todo = NAME): ShakedownError {
  return new ShakedownError('RESULTS_NOT_FOUND', {
    meaning: 'usage',
    expected: 'the results of a run',
    seen: cleanLine(seen),
    todo,
  });
}

/** @throws ShakedownError RESULTS_UNREADABLE for a format that is not read. */
export function refuseOthers(path: string, format: FileFormat): void {
  const why = whyUnreadable(format);
  if (why) throw unreadable(path, why.seen, undefined, why.todo);
}
