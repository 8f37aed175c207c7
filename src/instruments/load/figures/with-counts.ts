import type { CheckVerdict } from '../../../results/model.ts';
import type { LoadAccount } from './account.ts';
import { countsAgree } from './counts-agree.ts';

/** A target that counts the requests that it has ended, such as the target app. */
export interface CountingTarget {
  figures(): Promise<{ requests: number }>;
}

/**
 * The end of a load, and also whether its target has counted the same requests.
 * @param before what the target had counted before the load.
 */
export function withCounts<Outcome extends { account?: LoadAccount }>(
  ended: () => Promise<Outcome>,
  { target, before }: { target: CountingTarget; before: number },
): () => Promise<Outcome & { counts?: CheckVerdict }> {
  return async () => {
    const outcome = await ended();
    if (!outcome.account) return outcome;
    const { requests } = await target.figures();
    return { ...outcome, counts: countsAgree(outcome.account, requests - before) };
  };
}
