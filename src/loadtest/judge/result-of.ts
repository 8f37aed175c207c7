import { WaitError } from '../../conditions/waiting/wait-error.ts';
import { InstrumentTooWeak } from '../../errors/instrument-too-weak.ts';
import { ShakedownError } from '../../errors/shakedown-error.ts';

/** Errors by what the user gave: no load can be made of it. */
const USER_ERRORS = new Set(['LOAD_SCRIPT_BROKEN', 'LOAD_SECRET_MISSING']);

/** The status that an error gives a load test that was set up; `undefined` when it ends the command instead. Pure. */
export function resultOf(error: unknown): 'error' | 'inconclusive' | undefined {
  if (!(error instanceof ShakedownError)) return undefined;
  // Workers that never connected, because of a quota, a policy, an image, nodes without room: the target got no request.
  if (error instanceof WaitError) return 'inconclusive';
  if (error instanceof InstrumentTooWeak || error.code === 'LOAD_MASTER_ENDED') return 'inconclusive';
  return USER_ERRORS.has(error.code) ? 'error' : undefined;
}
