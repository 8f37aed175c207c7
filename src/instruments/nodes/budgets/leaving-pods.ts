import type { Node, Pod } from '../../../cluster/kinds/kinds.ts';
import { selects } from '../../../conditions/kinds/label-selector.ts';
import type { PodDisruptionBudget } from '../../../conditions/kinds/pod-disruption-budget.ts';
import { isLeaving } from './is-leaving.ts';

/** A pod of a node that is being removed. */
export interface LeavingPod {
  namespace: string;
  name: string;
  uid: string;
  node: string;
  labels: Readonly<Record<string, string>>;
}

/** A budget that lacked pods when a node with some of them was removed. */
export interface BrokenBudget {
  /** As `namespace/name`. */
  budget: string;
  healthy: number;
  demanded: number;
  pod: LeavingPod;
}

/** How long the pods of a node are remembered after it is gone, in milliseconds: statuses of budgets follow within seconds. */
const REMEMBERED_MS = 60_000;

/** Which pods leave with their nodes, and which of them budgets have missed since; without I/O. */
export class LeavingPods {
  readonly #nodes = new Map<string, { pods: readonly LeavingPod[]; goneAt?: number }>();
  /** By uid: pods that were deleted, by the order of what was seen. */
  readonly #deleted = new Map<string, number>();
  /** By budget and uid: when the budget was last satisfied without the pod, likewise. */
  readonly #satisfied = new Map<string, number>();
  /** By budget that was ever satisfied: its last state that was. */
  readonly #known = new Map<string, PodDisruptionBudget>();
  readonly #broken = new Map<string, BrokenBudget>();
  #order = 0;

  /** Each at the moment when it was first seen to be broken. */
  get broken(): readonly BrokenBudget[] {
    return [...this.#broken.values()];
  }

  /** Takes what is seen of nodes. @param podsNow those of the cluster. @param now in milliseconds, on any clock */
  seeNodes(nodes: readonly Node[], podsNow: () => readonly Pod[], now: number): void {
    const present = new Map(nodes.map((node) => [node.metadata?.name ?? '', node]));
    for (const [name, node] of present)
      if (isLeaving(node)) {
        if (!this.#nodes.has(name)) this.#nodes.set(name, { pods: podsOn(name, podsNow()) });
      } else this.#nodes.delete(name); // It stays, or another one has its name.
    for (const [name, left] of this.#nodes) if (!present.has(name)) left.goneAt ??= now;
  }

  /** Takes what is seen of pods; whether one that leaves was deleted. @param find the pod of that namespace and name, as it is now */
  seePods(find: (ref: { namespace: string; name: string }) => Pod | undefined): boolean {
    const moment = ++this.#order;
    const before = this.#deleted.size;
    for (const pod of this.#all()) {
      const { uid, deletionTimestamp } = find(pod)?.metadata ?? {};
      const isThere = uid === pod.uid && deletionTimestamp === undefined;
      if (!isThere && !this.#deleted.has(pod.uid)) this.#deleted.set(pod.uid, moment);
    }
    return this.#deleted.size > before;
  }

  /** Takes what is seen of budgets, in the same objects unless they have changed: those that lack pods that left with a node since they were last satisfied are broken by it. */
  seeBudgets(budgets: readonly PodDisruptionBudget[], now: number): void {
    this.#forget(now);
    const moment = ++this.#order;
    for (const budget of budgets) {
      const name = nameOf(budget);
      const found = this.#known.has(name) ? this.#missing(budget) : undefined;
      if (found && !this.#broken.has(name)) this.#broken.set(name, found);
      // The same state again may be older than what was seen of pods meanwhile.
      if (isSatisfied(budget) && this.#known.get(name) !== budget) this.#noteSatisfied(budget, moment);
    }
  }

  #missing(budget: PodDisruptionBudget): BrokenBudget | undefined {
    if (!isJudged(budget) || isSatisfied(budget)) return undefined;
    const since = (pod: LeavingPod) => this.#satisfied.get(`${nameOf(budget)} ${pod.uid}`) ?? 0;
    const pod = this.#all().find((one) => isOf(budget, one) && (this.#deleted.get(one.uid) ?? 0) > since(one));
    const { currentHealthy: healthy = 0, desiredHealthy: demanded = 0 } = budget.status ?? {};
    return pod && { budget: nameOf(budget), healthy, demanded, pod };
  }

  #noteSatisfied(budget: PodDisruptionBudget, moment: number): void {
    const name = nameOf(budget);
    this.#known.set(name, budget);
    // An eviction writes the pod into the status before it deletes it: such a status does not know yet that the pod is gone.
    const evicted = new Set(Object.keys(budget.status?.disruptedPods ?? {}));
    for (const pod of this.#all())
      if (isOf(budget, pod) && !evicted.has(pod.name)) this.#satisfied.set(`${name} ${pod.uid}`, moment);
  }

  #forget(now: number): void {
    for (const [name, { goneAt = now }] of this.#nodes) if (now - goneAt > REMEMBERED_MS) this.#nodes.delete(name);
  }

  #all(): LeavingPod[] {
    return [...this.#nodes.values()].flatMap(({ pods }) => pods);
  }
}

function isOf({ metadata, spec }: PodDisruptionBudget, { namespace, labels }: LeavingPod): boolean {
  return namespace === metadata?.namespace && spec?.selector !== undefined && selects(spec.selector, labels);
}

function isSatisfied(budget: PodDisruptionBudget): boolean {
  const { currentHealthy = 0, desiredHealthy = 0 } = budget.status ?? {};
  return isJudged(budget) && currentHealthy >= desiredHealthy;
}

/** A status of an older specification says nothing. */
function isJudged({ metadata, status }: PodDisruptionBudget): boolean {
  return status !== undefined && (status.observedGeneration ?? 0) >= (metadata?.generation ?? 0);
}

function podsOn(node: string, pods: readonly Pod[]): LeavingPod[] {
  return pods
    .filter(({ metadata, spec }) => spec?.nodeName === node && metadata?.deletionTimestamp === undefined)
    .map(({ metadata }) => ({
      namespace: metadata?.namespace ?? '',
      name: metadata?.name ?? '',
      uid: metadata?.uid ?? '',
      node,
      labels: metadata?.labels ?? {},
    }));
}

function nameOf({ metadata }: PodDisruptionBudget): string {
  return `${metadata?.namespace}/${metadata?.name}`;
}
