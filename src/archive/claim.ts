import { z } from 'zod';
import { ShakedownError } from '../errors/shakedown-error.ts';
import type { Bucket } from './bucket.ts';

/** The object by which a run is known to be one of the suite. */
export const CLAIM = 'run.json';

const claimSchema = z.object({ shakedown: z.literal(1), id: z.string(), cluster: z.string(), startedAt: z.string() });

/** Whose a place in the archive is. */
export interface Claim {
  id: string;
  cluster: string;
  startedAt: string;
}

const LIMIT = 64 * 1_024;

/** Reads the claim of a run; `undefined` when there is none, or something else is in its place. @param run what its keys begin with. */
export async function readClaim(bucket: Bucket, run: string, signal: AbortSignal): Promise<Claim | undefined> {
  const stored = await bucket.read(`${run}${CLAIM}`, LIMIT, signal);
  if (stored === undefined) return undefined;
  try {
    return claimSchema.parse(JSON.parse(stored.bytes.toString('utf8')));
  } catch {
    // It is no claim, and so nobody's.
    return undefined;
  }
}

/**
 * Takes a place in the archive for a run, or finds that the run has it already. Of two runs with one id the first one has it.
 * @param mayContinue whether another beginning of the run may stand there: that of a run whose end was seen from outside, and which had begun to
 * keep what it measured.
 * @throws ShakedownError ARCHIVE_RUN_TAKEN
 */
export async function claimPlace(
  bucket: Bucket,
  run: string,
  { id, cluster, startedAt }: Claim,
  signal: AbortSignal,
  mayContinue = false,
): Promise<void> {
  const body = Buffer.from(`${JSON.stringify({ shakedown: 1, id, cluster, startedAt })}\n`);
  if (await bucket.write(`${run}${CLAIM}`, body, signal, 'absent')) return;
  const holder = await readClaim(bucket, run, signal);
  if (holder !== undefined && (holder.startedAt === startedAt || mayContinue)) return;
  throw new ShakedownError('ARCHIVE_RUN_TAKEN', {
    meaning: 'usage',
    expected: `one run with the id ${id} on this day`,
    seen: `s3://${bucket.name}/${run} has ${holder === undefined ? 'something else' : `another one, of ${holder.startedAt}`}`,
    todo: 'give each run an id of its own: change SHAKEDOWN_RUN_ID, or leave it out',
  });
}
