import type { V1PodDisruptionBudget } from '@kubernetes/client-node';
import type { Kind, Ref, Wire } from '../../cluster/kinds/kind.ts';
import { kinds, type Pod } from '../../cluster/kinds/kinds.ts';
import { looksAt } from '../../cluster/rights/rights.ts';
import { NO_EVIDENCE, rootCause, type PodEvidence } from '../../diagnosis/root-cause.ts';
import { doesNotApply, notYet, ready, type Condition, type Observation } from '../waiting/condition.ts';
import { counts, several } from '../workloads/counts.ts';
import { isTerminating, judgeMissing, MAY_BE_WELL, whatIsUnread } from '../workloads/judge-workload.ts';
import { withLog } from '../workloads/read-log.ts';
import { selectedEvidence, timesOf } from '../workloads/read-pods.ts';
import { youngTroubles } from '../workloads/rollout/troubled-pods.ts';
import { selectorText } from './label-selector.ts';

export type PodDisruptionBudget = Wire<V1PodDisruptionBudget>;

export const podDisruptionBudgets: Kind<PodDisruptionBudget> = {
  group: 'policy',
  version: 'v1',
  resource: 'poddisruptionbudgets',
  kind: 'PodDisruptionBudget',
  namespaced: true,
};

/** A PodDisruptionBudget as a condition sees it. */
export interface PdbSeen {
  pdb: PodDisruptionBudget | undefined;
  /** The pods that its selector selects; read only when the reason will be shown. */
  evidence: PodEvidence;
  /** Why none of its pods can be evicted, even when all of them are healthy; `undefined` when one can. */
  blocksDrains?: string | undefined;
}

/** What can be waited for of a PodDisruptionBudget. */
export function podDisruptionBudget(ref: Ref & { namespace: string }) {
  return {
    /**
     * As many of its pods are healthy as it requires. It is not judged when it lacks some at its timeout that were healthy, or did not exist, at
     * the beginning of the wait: pods of a rollout that takes longer.
     */
    isSatisfied: (): Condition<PdbSeen> => ({
      title: `poddisruptionbudget ${ref.namespace}/${ref.name} has the healthy pods that it demands`,
      rights: [looksAt(podDisruptionBudgets), looksAt(kinds.pods), looksAt(kinds.events)],
      todo: `kubectl -n ${ref.namespace} describe poddisruptionbudget ${ref.name}`,
      read: async (look) => {
        const pdb = await look.get(podDisruptionBudgets, ref, { wholeCluster: true });
        const selector = pdb?.spec?.selector;
        const blocksDrains = pdb && whyDrainsBlock(pdb);
        if (!selector) return { pdb, evidence: NO_EVIDENCE, blocksDrains };
        const { namespace } = ref;
        const asked = look.why || (look.first && isShort(pdb));
        const selected = await selectedEvidence(look, { namespace, selector }, {}, asked);
        const evidence = await withLog(look, namespace, { ...selected, ...timesOf(look) });
        return { pdb, evidence, blocksDrains };
      },
      judge: (seen) => judgePdb(seen, ref.namespace),
    }),
  };
}

function judgePdb({ pdb, evidence }: PdbSeen, namespace: string): Observation {
  if (!pdb || isTerminating(pdb)) return judgeMissing({}, pdb);
  const { status } = pdb;
  const allowed = status?.conditions?.find(({ type }) => type === 'DisruptionAllowed');
  if (allowed?.reason === 'SyncFailed') return notYet(`its controller cannot count its pods: ${allowed.message}`);
  const { observedGeneration = 0 } = status ?? {};
  if (!status || observedGeneration === 0) return notYet('its controller has not looked at it yet');
  if (observedGeneration < (pdb.metadata?.generation ?? 0))
    return notYet('its controller has not seen the current spec yet');
  const { currentHealthy = 0, desiredHealthy = 0, expectedPods = 0 } = status;
  if (expectedPods === 0) return doesNotApply(expectsNone(pdb));
  if (currentHealthy >= desiredHealthy) return ready();

  const cause = rootCause(evidence);
  const tooFew = expectedPods < desiredHealthy ? `it selects only ${expectedPods}` : undefined;
  const why = cause?.text ?? tooFew ?? notCounted(evidence.pods, desiredHealthy) ?? whatIsUnread(evidence.unread);
  const healthy = `it has ${several(currentHealthy, 'healthy pod')} and demands ${desiredHealthy}`;
  const young = youngTroubles(evidence, { kind: 'Deployment' }) ?? [];
  const mayBeWell = young.length > 0 && currentHealthy + young.length >= desiredHealthy;
  return {
    ...notYet([healthy, why].filter((one) => one !== undefined).join(': '), currentHealthy),
    counts: counts({ expected: expectedPods, 'desired healthy': desiredHealthy, 'current healthy': currentHealthy }),
    ...(cause?.stuckSince !== undefined && { stuckSince: cause.stuckSince }),
    ...(cause && { todo: `kubectl -n ${namespace} ${cause.todo}` }),
    ...(mayBeWell && MAY_BE_WELL),
  };
}

/** Whether it has fewer healthy pods than it demands. */
function isShort({ status }: PodDisruptionBudget): boolean {
  return (status?.currentHealthy ?? 0) < (status?.desiredHealthy ?? 0);
}

/** When a pod changes, the controller updates only one PodDisruptionBudget: a second one that also selects it is updated later. */
function notCounted(pods: readonly Pod[], desiredHealthy: number): string | undefined {
  const isReady = ({ status }: Pod) =>
    status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True');
  const number = pods.filter(isReady).length;
  if (number < desiredHealthy) return undefined;
  return `its controller has not counted the ready pods that it selects, ${number}: does another PodDisruptionBudget select them, too?`;
}

/** Why a PodDisruptionBudget never allows an eviction, even while all of its pods are healthy; `undefined` when it does. */
function whyDrainsBlock({ spec, status }: PodDisruptionBudget): string | undefined {
  const { desiredHealthy = 0, expectedPods = 0 } = status ?? {};
  if (expectedPods === 0 || desiredHealthy < expectedPods) return undefined;
  const demand =
    spec?.minAvailable === undefined
      ? `maxUnavailable is ${spec?.maxUnavailable}`
      : `minAvailable is ${spec.minAvailable}`;
  const none =
    expectedPods === 1
      ? 'its only pod cannot be evicted even when it is healthy'
      : `none of its ${expectedPods} pods can be evicted even when all are healthy`;
  return `${none}, because ${demand}: the drain of a node that runs one does not end`;
}

/** Why no pods are expected. With `maxUnavailable` or a percentage, pods without a controller do not count, although it may select some. */
function expectsNone({ spec }: PodDisruptionBudget): string {
  const selector = spec?.selector && selectorText(spec.selector);
  return `its controller expects no pods${selector ? `: selector ${selector}` : ''}`;
}
