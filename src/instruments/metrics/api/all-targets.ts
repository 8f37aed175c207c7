import type { z } from 'zod';
import type { Answer } from './ask.ts';
import { MetricsError } from './metrics-error.ts';
import { answers } from './schemas.ts';

type Targets = z.output<typeof answers.targets>;
/** One question to the API. */
export type Question = <T>(path: string, schema: z.ZodType<T>) => Promise<Answer<T>>;

/** All active targets. */
export const TARGETS = '/api/v1/targets?state=active';

/** The path of the active targets of one scrape job. Thanos and old versions of Prometheus answer with those of all jobs. */
export function targetsOfPool(pool: string): string {
  return `${TARGETS}&${new URLSearchParams({ scrapePool: pool }).toString()}`;
}

/**
 * Reads all active targets: with one question, and job by job where that answer is larger than is read.
 * @param isLarge whether that is known already.
 * @throws MetricsError METRICS_TOO_LARGE when that of one job is, too, or the jobs cannot be asked for.
 */
export async function allTargets(ask: Question, isLarge: boolean): Promise<Answer<Targets> & { isLarge?: true }> {
  let tooLarge: MetricsError | undefined;
  try {
    if (!isLarge) return await ask(TARGETS, answers.targets);
  } catch (error) {
    if (!(error instanceof MetricsError) || error.code !== 'METRICS_TOO_LARGE') throw error;
    tooLarge = error;
  }
  const pools = await ask('/api/v1/scrape_pools', answers.scrapePools);
  if (pools.served) return await jobByJob(ask, pools.value.scrapePools);
  if (tooLarge) throw tooLarge;
  return pools;
}

/** One after the other, so that no more than one answer is held as text. */
async function jobByJob(ask: Question, pools: readonly string[]): Promise<Answer<Targets> & { isLarge: true }> {
  const all: Targets = { activeTargets: [], droppedTargetCounts: {} };
  for (const pool of pools) {
    const answer = await ask(targetsOfPool(pool), answers.targets);
    if (!answer.served) return { ...answer, isLarge: true };
    all.activeTargets = all.activeTargets.concat(answer.value.activeTargets);
    all.droppedTargetCounts = { ...all.droppedTargetCounts, ...answer.value.droppedTargetCounts };
  }
  return { served: true, value: all, isLarge: true };
}
