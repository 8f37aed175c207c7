import type { Ref } from '../cluster/kind.ts';
import { kinds, type Pod } from '../cluster/kinds.ts';
import { lastWrite } from '../cluster/trimmed.ts';
import { fatal, notYet, ready, type Condition, type Observation } from './condition.ts';
import { judgeMissing } from './judge-workload.ts';
import { podTrouble } from './pod-trouble.ts';
import { rightsFor, warnings, type Ownership } from './read-pods.ts';
import { rootCause, type PodEvidence } from './root-cause.ts';

/** A pod as a condition sees it. */
interface PodSeen {
  pod: Pod | undefined;
  events: PodEvidence['events'];
}

/** What can be waited for of a pod. */
export function pod(ref: Ref & { namespace: string }) {
  return {
    /** All its containers run and are ready. */
    isReady: (ownership: Ownership = {}): Condition<PodSeen> => ({
      title: `pod ${ref.namespace}/${ref.name} is ready`,
      rights: rightsFor(ownership, kinds.pods, kinds.events),
      todo: `kubectl -n ${ref.namespace} describe pod ${ref.name}`,
      read: async (look) => {
        const seen = await look.get(kinds.pods, ref, { wholeCluster: false });
        return { pod: seen, events: seen && podTrouble(seen) ? await warnings(look, ref.namespace) : [] };
      },
      judge: (seen) => judgePod(seen, { ...ownership, namespace: ref.namespace }),
      writtenAt: ({ pod: seen }) => lastWrite(seen),
    }),
  };
}

/** Judges a pod; pure. */
export function judgePod(
  { pod: seen, events }: PodSeen,
  { ours = false, namespace }: Ownership & { namespace: string },
): Observation {
  if (!seen) return judgeMissing({ ours });
  const cause = rootCause({ pods: [seen], events });
  if (!cause) return ready();
  return ours && cause.hopeless ? fatal(cause.text, `kubectl -n ${namespace} ${cause.todo}`) : notYet(cause.text);
}
