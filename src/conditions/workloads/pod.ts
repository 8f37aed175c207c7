import type { Ref } from '../../cluster/kinds/kind.ts';
import { kinds, type Pod } from '../../cluster/kinds/kinds.ts';
import { lastWrite } from '../../cluster/trimmed.ts';
import { fatal, notYet, ready, type Condition, type Observation } from '../waiting/condition.ts';
import { judgeMissing } from './judge-workload.ts';
import { podTrouble } from '../../diagnosis/pod-trouble.ts';
import { withLog } from './read-log.ts';
import { claimEvents, warnings } from './read-events.ts';
import { rightsFor, type Ownership } from './ownership.ts';
import { unreadOf } from './related-objects.ts';
import { NO_EVIDENCE, rootCause, type PodEvidence } from '../../diagnosis/root-cause.ts';

/** A pod as a condition sees it. */
interface PodSeen {
  pod: Pod | undefined;
  /** The warnings of its namespace. */
  evidence: Omit<PodEvidence, 'pods'>;
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
        if (!seen || !podTrouble(seen)) return { pod: seen, evidence: NO_EVIDENCE };
        const events = await warnings(look, ref.namespace);
        const ofClaims = await claimEvents(look, ref.namespace, [seen]);
        const read = { pods: [seen], events: [...events.items, ...ofClaims], date: look.date, ...unreadOf([], events) };
        return { pod: seen, evidence: await withLog(look, ref.namespace, read) };
      },
      judge: (seen) => judgePod(seen, { ...ownership, namespace: ref.namespace }),
      writtenAt: ({ pod: seen }) => lastWrite(seen),
    }),
  };
}

/** Judges a pod; pure. */
export function judgePod(
  { pod: seen, evidence }: PodSeen,
  { ours = false, namespace }: Ownership & { namespace: string },
): Observation {
  if (!seen) return judgeMissing({ ours });
  const cause = rootCause({ ...evidence, pods: [seen] });
  if (!cause) return ready();
  return {
    ...(ours && cause.hopeless ? fatal(cause.text) : notYet(cause.text)),
    ...(!ours && cause.stuckSince !== undefined && { stuckSince: cause.stuckSince }),
    todo: `kubectl -n ${namespace} ${cause.todo}`,
  };
}
