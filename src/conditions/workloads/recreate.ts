import type { Deployment, Pod } from '../../cluster/kinds/kinds.ts';
import { hasEnded } from '../../diagnosis/containers.ts';
import { podTrouble } from '../../diagnosis/pod-trouble.ts';
import type { RootCause } from '../../diagnosis/root-cause.ts';
import { several } from './counts.ts';

/** Time stamps are whole seconds. */
const SECOND = 1_000;

/** The old pods of a Deployment that creates no new one before they are deleted. */
export interface OldPods extends RootCause {
  /** Their deletion began during the wait: it may only need more time. */
  isYoung: boolean;
}

/**
 * The pods that prevent a Deployment of strategy Recreate from creating those of its current template; `undefined` when there are none. Pure.
 * https://github.com/kubernetes/kubernetes/blob/v1.36.3/pkg/controller/deployment/recreate.go (oldPodsRunning)
 * @param older its pods of older templates. @param waitedSince when the wait began, at its last look.
 */
export function oldPodsOf(
  { spec, status }: Deployment,
  older: readonly Pod[],
  waitedSince: Date | undefined,
): OldPods | undefined {
  if (spec?.strategy?.type !== 'Recreate' || (status?.updatedReplicas ?? 0) > 0) return undefined;
  const left = older.filter((pod) => !hasEnded(pod)).toSorted((a, b) => deletedAt(a) - deletedAt(b));
  const [first] = left;
  if (!first) return undefined;
  const { name } = first.metadata ?? {};
  const trouble = podTrouble(first)?.text ?? 'it has not been deleted';
  return {
    text: `it creates its new pods when ${several(left.length, 'pod')} of an older template ${left.length === 1 ? 'is' : 'are'} deleted (Recreate): ${trouble} (pod ${name})`,
    hopeless: false,
    todo: `describe pod ${name}`,
    isYoung: waitedSince !== undefined && left.every((pod) => deletedAt(pod) > waitedSince.getTime() + SECOND),
  };
}

/** When a pod should not exist any more, in milliseconds since 1970; before all others when nobody has deleted it. */
function deletedAt({ metadata }: Pod): number {
  return metadata?.deletionTimestamp === undefined ? 0 : Date.parse(metadata.deletionTimestamp);
}
