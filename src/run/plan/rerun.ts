import type { Config } from '../../config/schema.ts';
import { ShakedownError } from '../../errors/shakedown-error.ts';
import { cleanLine } from '../../results/clean-text.ts';

type Rerun = Config['run']['rerun'];

/** How many ids a sentence has; the rest is counted. */
const NAMED = 3;

/**
 * Makes sure that tests are run again in the cluster of the run that they are of; pure.
 * @param uid of the cluster; `undefined` when it cannot be read.
 * @throws ShakedownError RERUN_OTHER_CLUSTER
 */
export function assertSameCluster({ of, cluster }: Rerun, uid: string | undefined): void {
  if (cluster === '' || uid === undefined || uid === cluster) return;
  throw new ShakedownError('RERUN_OTHER_CLUSTER', {
    meaning: 'usage',
    expected: `the cluster of run ${of}, with uid ${cluster}`,
    seen: `this cluster has uid ${uid}`,
    todo: 'choose its context with --context, or run without --rerun-failed',
  });
}

/**
 * The tests that were to be run again and are not there any more, in a sentence; `undefined` when all are; pure.
 * @param ids of all tests.
 * @throws ShakedownError RERUN_GONE when none of them is left
 */
export function goneTests({ of, tests }: Rerun, ids: readonly string[]): string | undefined {
  const known = new Set(ids);
  const gone = tests.filter((id) => !known.has(id));
  if (gone.length === 0) return undefined;
  const more = gone.length > NAMED ? ` and ${gone.length - NAMED} more` : '';
  const named = `${gone
    .slice(0, NAMED)
    .map((id) => cleanLine(id, 120))
    .join(', ')}${more}`;
  if (gone.length < tests.length)
    return `of the tests to run again${of === '' ? '' : ` of run ${of}`} these are not there any more: ${named}`;
  throw new ShakedownError('RERUN_GONE', {
    meaning: 'usage',
    expected: `the tests that were not green${of === '' ? '' : ` in run ${of}`}`,
    seen: `none of them is there any more: ${named}`,
    todo: 'run without --rerun-failed; what they are about may have been removed',
  });
}
