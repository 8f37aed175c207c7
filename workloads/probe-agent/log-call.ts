import { fields, invalid, token, whole } from './calls.ts';

/** The most lines of one run word. */
const MOST_LINES = 100_000;

/**
 * Validates the body of a `POST /log`: which line is written to the log.
 * @throws ShakedownError CALL_INVALID
 */
export function readLogCall(body: unknown): { token: string; run: string; seq: number } {
  const call = fields(body, 'a call');
  const { run, seq } = call;
  if (typeof run !== 'string' || !/^[a-z0-9]{1,64}$/.test(run))
    throw invalid('run to be a word of small letters and digits', run);
  return { token: token(call), run, seq: whole('seq', seq, MOST_LINES) };
}
