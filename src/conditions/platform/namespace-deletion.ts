import type { V1Namespace } from '@kubernetes/client-node';
import type { Wire } from '../../cluster/kinds/kind.ts';
import { kinds, type Pod } from '../../cluster/kinds/kinds.ts';
import { looksAt } from '../../cluster/rights/rights.ts';
import { doesNotApply, notYet, ready, type Condition, type Observation } from '../waiting/condition.ts';
import { several } from '../workloads/counts.ts';
import { isTerminating, MAY_BE_WELL } from '../workloads/judge-workload.ts';
import { relatedObjects } from '../workloads/related-objects.ts';

type Namespace = Wire<V1Namespace>;

/** A namespace that is being deleted, as a condition sees it. */
export interface NamespaceSeen {
  namespace: Namespace | undefined;
  /** Whether the wait saw a moment ago that less was left in it than before. */
  moves?: boolean;
  /** Its pods; read only when the reason will be shown, and at the first look. */
  pods?: readonly Pod[];
  /** The API server's time. */
  date: Date;
}

/** A namespace in which nothing has become less for so long does not move, in milliseconds. */
const MOVES_MS = 60_000;

/**
 * For how long after a deletion has begun its controller may leave an empty namespace alone, in milliseconds: it comes back after half of the longest
 * time that one of its pods had to end, though they ended sooner (pkg/controller/namespace/namespace_controller.go of Kubernetes).
 */
const BETWEEN_LOOKS_MS = 600_000;

/** The finalizer of the namespace controller itself, of `spec.finalizers`. */
const OWN = 'kubernetes';

/** How many objects were left at the last look of a wait that told it, and when that became less, in milliseconds of the API server's time. */
const lefts = new WeakMap<object, { left: number; movedAt?: number | undefined }>();

/** What can be waited for of a namespace. */
export function namespaceDeletion(name: string) {
  return {
    /**
     * Its deletion, which somebody has asked for, comes to its end. It is not judged while less and less is left in it, or while one of its pods has the
     * time to end that its specification gives it.
     */
    ends: (): Condition<NamespaceSeen> => ({
      title: `namespace ${name}, which is being deleted, goes`,
      rights: [looksAt(kinds.namespaces), looksAt(kinds.pods)],
      todo: `kubectl api-resources --verbs=list --namespaced -o name | xargs -n 1 kubectl -n ${name} get --ignore-not-found`,
      read: async (look) => {
        const { date } = look;
        const namespace = await look.get(kinds.namespaces, { name });
        if (!namespace || !isTerminating(namespace)) return { namespace, date };
        const left = leftIn(namespace);
        const before = lefts.get(look.wait) ?? { left };
        const movedAt = left < before.left ? date.getTime() : before.movedAt;
        lefts.set(look.wait, { left, movedAt });
        const { items: pods } = await relatedObjects(look, kinds.pods, name, {}, look.why || look.first);
        return { namespace, date, pods, moves: movedAt !== undefined && date.getTime() - movedAt < MOVES_MS };
      },
      judge: judgeNamespaceDeletion,
    }),
  };
}

/** Judges a namespace that is being deleted; pure. */
export function judgeNamespaceDeletion({ namespace, moves = false, pods = [], date }: NamespaceSeen): Observation {
  if (!namespace) return ready();
  const since = namespace.metadata?.deletionTimestamp;
  if (since === undefined) return doesNotApply('another namespace of this name was created since');
  const begun = `it is being deleted since ${since}`;
  const hasTime = pods.find(({ metadata }) => Date.parse(metadata?.deletionTimestamp ?? '') > date.getTime());
  if (hasTime) return { ...notYet(`${begun}; pod ${hasTime.metadata?.name} still has time to end`), ...MAY_BE_WELL };
  const holds = whatHolds(namespace, pods);
  if (holds === undefined && date.getTime() - Date.parse(since) < BETWEEN_LOOKS_MS)
    return { ...notYet(`${begun}, and nothing is left: its controller has not come back to it yet`), ...MAY_BE_WELL };
  if (moves) return { ...notYet(`${begun}, and less and less is left: ${holds ?? 'nothing'}`), ...MAY_BE_WELL };
  const text = holds ?? 'nothing is left in it, and its controller does not end it: does kube-controller-manager run?';
  return { ...notYet(`${begun}, and does not go: ${text}`), stuckSince: since };
}

/**
 * What keeps it: what its controller cannot do, which finalizers hold what is left, and what that is; pods, which it deletes first and does not tell of
 * (feature OrderedNamespaceDeletion); finalizers of its own. `undefined` when nothing does.
 */
function whatHolds({ metadata, spec, status }: Namespace, pods: readonly Pod[]): string | undefined {
  const told = (wanted: string) => {
    const found = status?.conditions?.find(({ type, status: is }) => type === wanted && is === 'True');
    return found === undefined ? [] : [found.message ?? wanted];
  };
  const failures = ['DiscoveryFailure', 'GroupVersionParsingFailure', 'ContentFailure'];
  const sentences = [
    ...failures.flatMap((type) => told(`NamespaceDeletion${type}`)),
    ...['FinalizersRemaining', 'ContentRemaining'].flatMap((type) => told(`Namespace${type}`)),
  ];
  if (sentences.length > 0) return sentences.join('; ');
  const [first] = pods;
  if (first) {
    const { finalizers = [] } = first.metadata ?? {};
    const held = finalizers.length > 0 ? `, held by ${finalizers.join(', ')}` : '';
    return `${several(pods.length, 'pod')} left, one is ${first.metadata?.name} on node ${first.spec?.nodeName}${held}`;
  }
  const own = spec?.finalizers ?? [];
  const others = [...(metadata?.finalizers ?? []), ...own.filter((one) => one !== OWN)];
  return own.includes(OWN) || others.length === 0 ? undefined : `it is held by ${others.join(', ')}`;
}

/**
 * How many objects are left, by the sentence of the namespace controller.
 * pkg/controller/namespace/deletion/status_condition_utils.go of Kubernetes
 * @example leftIn({ … 'Some resources are remaining: pods. has 3 resource instances, secrets. has 1 resource instances' }) // 4
 */
function leftIn({ status }: Namespace): number {
  const { message = '' } = status?.conditions?.find(({ type }) => type === 'NamespaceContentRemaining') ?? {};
  return [...message.matchAll(/ has (\d+) resource instances?/g)].reduce((sum, [, number]) => sum + Number(number), 0);
}
