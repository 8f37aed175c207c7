import { ClusterError } from '../../../cluster/cluster-error.ts';
import { kinds } from '../../../cluster/kinds/kinds.ts';
import type { Ref } from '../../../cluster/kinds/kind.ts';
import type { Look } from '../../../conditions/waiting/condition.ts';
import type { Written } from '../ledger/ledger.ts';
import type { LogStore } from '../stores/log-store.ts';
import { logOf } from '../writer/log-of.ts';
import { linesOfOthers, MOST_FOREIGN, notInLog, type ForeignLines } from './foreign-lines.ts';

/** What is asked. */
export interface ForeignQuestion {
  store: LogStore;
  written: Written;
  since: Date;
  now: Date;
}

/**
 * Reads what the store has under the labels of a writer besides its own lines. Only if there is something, it is compared with the log of the pod.
 * @throws LogStoreTrouble when the store does not answer; ShakedownError when it refuses; ClusterError
 */
export async function readForeign(look: Look, { store, written, since, now }: ForeignQuestion): Promise<ForeignLines> {
  if (store.fetchOthers === undefined)
    return {
      unjudged: `${store.title} cannot be asked for other lines of a pod: whether some are mixed in is not known`,
    };
  const { namespace, pod: name } = written.origin;
  const entries = await store.fetchOthers({
    ...{ namespace, pod: name, without: written.run, most: MOST_FOREIGN },
    ...{ since, now, signal: look.signal },
  });
  if (entries.length === 0) return { lines: [] };
  const pod = await look.get(kinds.pods, { namespace, name });
  const { containers = [], initContainers = [], ephemeralContainers = [] } = pod?.spec ?? {};
  const names = [...containers, ...initContainers, ...ephemeralContainers].map((one) => one.name);
  const lines = linesOfOthers(entries, written, names);
  return notInLog(lines, written, lines.length === 0 ? undefined : await logIfThere(look, { namespace, name }));
}

async function logIfThere(look: Look, pod: Required<Ref>): Promise<string | undefined> {
  try {
    return await logOf(look.cluster, pod, look.signal);
  } catch (error) {
    if (error instanceof ClusterError && error.code === 'CLUSTER_NOT_FOUND') return undefined;
    throw error;
  }
}
