import { runningRun } from '../objects/lease/lease.ts';
import type { LoadTestContext } from './load-test-context.ts';

/**
 * Warns of a live run of the suite before a load is started at the same time. It is no reason to refuse the load, because an app team's
 * test must not depend on other tests of the cluster; but each may change the results of the other.
 */
export async function warnOfRun({
  cluster,
  config,
  progress,
  signal,
}: Pick<LoadTestContext, 'cluster' | 'config' | 'progress' | 'signal'>): Promise<void> {
  const run = await runningRun(cluster, config.namespaces.suite, signal);
  if (run === undefined) return;
  progress.done(
    `warning: ${run}, is running in this cluster: this load may change what it measures, and the other way round`,
  );
}
