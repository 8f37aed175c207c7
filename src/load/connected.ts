import { kinds, type Pod } from '../cluster/kinds.ts';
import { fatal, notYet, ready, type Condition, type Observation } from '../conditions/condition.ts';
import { rootCause, type PodEvidence } from '../conditions/root-cause.ts';
import { whatIsWrong } from '../errors/shakedown-error.ts';
import type { LoadStatus } from './account.ts';
import { loadRights } from './load-rights.ts';
import { isAway, masterOf } from './master.ts';
import { PLATFORM_LABEL } from './platform-manifests.ts';
import { setupFailure } from './setup-failure.ts';
import { podOf } from './truth-guard.ts';

/** A platform as a condition sees it. */
export interface PlatformSeen {
  /** Absent while the master does not answer. */
  status?: LoadStatus;
  evidence: PodEvidence;
}

/** So many workers of a platform are connected to their master, which is more than that their pods are ready. */
export function workersConnected(
  platform: { namespace: string; name: string },
  workers: number,
): Condition<PlatformSeen> {
  const { namespace, name } = platform;
  return {
    title: `${workers} workers of the Locust platform ${namespace}/${name} are connected`,
    rights: loadRights,
    todo: `kubectl -n ${namespace} get pods -l ${PLATFORM_LABEL}=${name}`,
    read: async (look) => {
      const pods = (await look.list(kinds.pods, { namespace })).filter(
        ({ metadata }) => metadata?.labels?.[PLATFORM_LABEL] === name && !metadata.deletionTimestamp,
      );
      const events = look.why ? await look.list(kinds.events, { namespace }) : [];
      const evidence = { pods, events };
      if (!pods.some(isRunningMaster)) return { evidence };
      try {
        return { status: await masterOf(look.cluster, platform).status(look.signal), evidence };
      } catch (error) {
        // It listens a moment after its container has started.
        if (isAway(error)) return { evidence };
        throw error;
      }
    },
    judge: (seen) => judgeConnected(seen, workers, namespace),
  };
}

/** Judges a platform; pure. */
export function judgeConnected({ status, evidence }: PlatformSeen, workers: number, namespace: string): Observation {
  const failure = setupFailure(evidence.pods);
  if (failure) return fatal(whatIsWrong(failure), failure.todo);
  const cause = rootCause(evidence);
  if (cause?.hopeless) return fatal(cause.text, `kubectl -n ${namespace} ${cause.todo}`);
  const why = cause ? `: ${cause.text}` : '';
  if (!status) return notYet(`the master does not answer yet${why}`);
  const connected = status.workers.filter(({ state }) => state !== 'missing').map(({ id }) => podOf(id));
  if (connected.length === workers) return ready(`connected are ${connected.toSorted().join(', ')}`);
  return notYet(`${connected.length} of ${workers} workers are connected${why}`, connected.length);
}

function isRunningMaster({ metadata, status }: Pod): boolean {
  return metadata?.labels?.['app.kubernetes.io/component'] === 'master' && status?.phase === 'Running';
}
