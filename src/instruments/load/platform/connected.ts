import { kinds, type Event, type Pod } from '../../../cluster/kinds/kinds.ts';
import { fatal, notYet, ready, type Condition, type Observation } from '../../../conditions/waiting/condition.ts';
import { onlyReserved, reservedNodes } from '../../../conditions/workloads/reserved-nodes.ts';
import { whyNotCreated } from '../../../diagnosis/not-created.ts';
import { rootCause, type PodEvidence } from '../../../diagnosis/root-cause.ts';
import { whatIsWrong } from '../../../errors/shakedown-error.ts';
import { suiteLabels } from '../../../objects/suite-labels.ts';
import type { LoadStatus } from '../figures/account.ts';
import { loadRights } from '../load-rights.ts';
import { isUnreachable, masterOf } from '../master.ts';
import { PLATFORM_LABEL, platformNames } from './platform-manifests.ts';
import { setupFailure } from './setup-failure.ts';
import { podOf } from '../figures/worker-pod.ts';

/** A platform as a condition sees it. */
export interface PlatformSeen {
  /** Absent while the master does not answer. */
  status?: LoadStatus;
  evidence: PodEvidence;
  /** Connected workers that are not pods of this setup: those of an earlier one, which are terminating. */
  strangers?: readonly string[];
  /** Why no node takes its pods, although nothing is wrong with the nodes. */
  noNode?: string | undefined;
}

/** A platform, and one setup of it. */
export interface PlatformSetup {
  namespace: string;
  name: string;
  /** The run that set it up: pods of an earlier setup, which are terminating, do not count. @default all pods count */
  runId?: string;
  /** Its token; `undefined` when it demands none: an older version of the suite has set it up. */
  token: string | undefined;
}

/** This number of workers is connected to the master of a platform; it is not enough that their pods are ready. */
export function workersConnected(platform: PlatformSetup, workers: number): Condition<PlatformSeen> {
  const { namespace, name, runId } = platform;
  return {
    title: `${workers} workers of the Locust platform ${namespace}/${name} are connected`,
    rights: loadRights,
    todo: `kubectl -n ${namespace} get pods -l ${PLATFORM_LABEL}=${name}`,
    read: async (look) => {
      const pods = (await look.list(kinds.pods, { namespace })).filter((pod) => belongsTo(pod, platform));
      const events = look.why ? await look.list(kinds.events, { namespace }) : [];
      const noNode = look.why ? await reservedNodes(look, pods) : undefined;
      const evidence = { pods, events };
      const without = { evidence, ...(noNode !== undefined && { noNode }) };
      if (!pods.some(isRunningMaster)) return without;
      try {
        const status = await masterOf(look.cluster, platform, platform.token).status(look.signal);
        return { status, ...without, ...(runId !== undefined && { strangers: strangersAmong(status, pods) }) };
      } catch (error) {
        // The master listens a moment after its container has started.
        if (isUnreachable(error)) return without;
        throw error;
      }
    },
    judge: (seen) => judgeConnected(seen, workers, platform),
  };
}

/** Judges a platform; pure. */
export function judgeConnected(
  { status, evidence, strangers = [], noNode }: PlatformSeen,
  workers: number,
  { namespace, name }: Pick<PlatformSetup, 'namespace' | 'name'>,
): Observation {
  const failure = setupFailure(evidence.pods);
  if (failure) return fatal(whatIsWrong(failure), failure.todo);
  const cause = rootCause(evidence);
  if (cause?.hopeless) return fatal(cause.text, `kubectl -n ${namespace} ${cause.todo}`);
  if (noNode !== undefined && (!status || namesOf(status).length < workers)) return onlyReserved(noNode, 0);
  const denied = evidence.pods.length <= workers ? whyNoPods(evidence.events, name) : undefined;
  const reason = denied ?? cause?.text;
  const why = reason === undefined ? '' : `: ${reason}`;
  if (!status) return notYet(`the master does not answer yet${why}`);
  const connected = namesOf(status);
  if (strangers.length > 0) return notYet(`workers of an earlier setup are still connected: ${strangers.join(', ')}`);
  if (connected.length === workers) return ready(`connected are ${connected.toSorted().join(', ')}`);
  return notYet(`${connected.length} of ${workers} workers are connected${why}`, connected.length);
}

/** Why pods of a platform were not created, such as a quota or a policy. Only the events of their ReplicaSets say so. */
function whyNoPods(events: readonly Event[], name: string): string | undefined {
  const { master, worker } = platformNames(name);
  const why = whyNotCreated(events, [master, worker]);
  return why && `its pods cannot be created: ${why}`;
}

/** Whether a pod belongs to this setup of a platform and is not terminating. */
export function belongsTo({ metadata }: Pod, { name, runId }: Pick<PlatformSetup, 'name' | 'runId'>): boolean {
  const { labels = {}, deletionTimestamp } = metadata ?? {};
  return (
    labels[PLATFORM_LABEL] === name &&
    (runId === undefined || labels[suiteLabels.runLabel] === runId) &&
    !deletionTimestamp
  );
}

function strangersAmong(status: LoadStatus, pods: readonly Pod[]): string[] {
  // A host name is cut off after 63 characters, the name of a pod is not.
  const isPod = (worker: string) => pods.some(({ metadata }) => metadata?.name?.startsWith(worker));
  return namesOf(status).filter((worker) => !isPod(worker));
}

function namesOf({ workers }: LoadStatus): string[] {
  return workers.filter(({ state }) => state !== 'missing').map(({ id }) => podOf(id));
}

function isRunningMaster({ metadata, status }: Pod): boolean {
  return metadata?.labels?.['app.kubernetes.io/component'] === 'master' && status?.phase === 'Running';
}
