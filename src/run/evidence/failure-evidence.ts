import type { Cluster } from '../../cluster/cluster.ts';
import type { ObjectId } from '../../cluster/kinds/kind.ts';
import type { Config } from '../../config/schema.ts';
import { collectEvidence, type EvidenceText } from '../../diagnosis/evidence/collect.ts';
import { hasCollector } from '../../diagnosis/evidence/collectors.ts';
import type { AskSeries } from '../../diagnosis/evidence/series.ts';
import { atMost } from '../../parallel/at-most.ts';
import type { Status } from '../../results/model.ts';
import { milliseconds } from '../../time/duration.ts';

/** At most so many objects of one test are looked at. */
const OBJECTS = 4;

/**
 * Of how many tests evidence is collected at a time. Many tests may fail in the same moment, when the time of all of them is over, and the API server has
 * to answer those that are still judged.
 */
const AT_A_TIME = 2;

/** Collects what explains why tests have not passed. */
export interface FailureEvidence {
  /**
   * What explains the state of some objects now, or without any that of the cluster; nothing when there is no time for it. Never rejects.
   * @param signal of the run
   */
  about(objects: readonly ObjectId[], signal: AbortSignal): Promise<readonly EvidenceText[]>;
}

/** @param series how to ask Prometheus. @param isFull whether no further text is kept. */
export function failureEvidence(
  { cluster, config, series }: { cluster: Cluster; config: Config; series: () => Promise<AskSeries | undefined> },
  isFull: () => boolean,
): FailureEvidence {
  const { atFailure, within, logs, logLines } = config.evidence;
  const refused = new Set<string>();
  const own = new Set([config.namespaces.suite, config.namespaces.workloads]);
  const whyNoLogs = (namespace: string) => {
    if (logs === 'none') return 'logs are not read (evidence.logs)';
    if (logs === 'own' && !own.has(namespace)) return 'logs are read of pods of the suite only (evidence.logs)';
    return refused.has(namespace)
      ? `logs are not read: the account may not get pods/log in namespace ${namespace} (evidence.logs)`
      : undefined;
  };
  const limited = atMost(AT_A_TIME);
  const logsRefused = (namespace: string) => void refused.add(namespace);
  return {
    about: (objects, signal) =>
      limited(async () => {
        if (!atFailure || isFull() || signal.aborted || isAway(cluster)) return [];
        const chosen = objects.filter(({ kind }) => objects.length === 1 || hasCollector(kind)).slice(0, OBJECTS);
        const inTime = AbortSignal.any([signal, AbortSignal.timeout(milliseconds(within))]);
        return collectEvidence(chosen, { cluster, signal: inTime, whyNoLogs, logsRefused, logLines, series });
      }),
  };
}

/** Whether a test that ended so is explained by the cluster. */
export function isExplainable(status: Status): boolean {
  return status === 'failed' || status === 'inconclusive' || status === 'error';
}

/** Whether the API server does not answer: all that could be read would have to wait for it. */
function isAway({ outages }: Cluster): boolean {
  const last = outages.at(-1);
  return last !== undefined && last.to === undefined;
}
