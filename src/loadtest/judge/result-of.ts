import { ShakedownError, type Meaning } from '../../errors/shakedown-error.ts';

/** How a load test ends by an error that is its result. */
type Result = 'error' | 'inconclusive';

const results: Readonly<Record<Meaning, Result | undefined>> = {
  usage: 'error',
  infrastructure: undefined,
  suite: undefined,
  instrument: 'inconclusive',
  // What was waited for is our own platform: workers never connected, because of a quota, a policy, an image, nodes without room. Nothing was
  // asked of the target.
  cluster: 'inconclusive',
};

/** What an error makes of a load test that was set up, by the meaning of the error; `undefined` when it ends the command instead. Pure. */
export function resultOf(error: unknown): Result | undefined {
  return error instanceof ShakedownError ? results[error.meaning] : undefined;
}
