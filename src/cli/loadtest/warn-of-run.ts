import { runningRun } from '../../objects/lease/lease.ts';
import type { Session } from './session.ts';

/**
 * Warns of a run of the suite that is under way, before a load is started beside it. It is no reason to refuse the load: an app team's test must not
 * depend on who looks at the cluster meanwhile; but neither result is worth as much as alone.
 */
export async function warnOfRun({ cluster, config, progress, signal }: Session): Promise<void> {
  const run = await runningRun(cluster, config.namespaces.suite, signal);
  if (run === undefined) return;
  progress.done(
    `warning: ${run}, is under way in this cluster: this load may change what it measures, and the other way round`,
  );
}
