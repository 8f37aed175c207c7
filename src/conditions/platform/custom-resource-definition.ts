import type { V1CustomResourceDefinition } from '@kubernetes/client-node';
import type { Kind, Wire } from '../../cluster/kinds/kind.ts';
import { looksAt } from '../../cluster/rights/rights.ts';
import { notYet, ready, type Condition, type Observation } from '../waiting/condition.ts';
import { isTerminating, judgeMissing } from '../workloads/judge-workload.ts';

export type CustomResourceDefinition = Wire<V1CustomResourceDefinition>;

export const customResourceDefinitions: Kind<CustomResourceDefinition> = {
  group: 'apiextensions.k8s.io',
  version: 'v1',
  resource: 'customresourcedefinitions',
  kind: 'CustomResourceDefinition',
  namespaced: false,
};

/** What can be waited for of a CustomResourceDefinition. */
export function customResourceDefinition(name: string) {
  return {
    /** The API server serves its kind: its names are accepted, and it is established. */
    isEstablished: (): Condition<CustomResourceDefinition | undefined> => ({
      title: `customresourcedefinition ${name} is established`,
      rights: [looksAt(customResourceDefinitions)],
      todo: `kubectl describe customresourcedefinition ${name}`,
      read: (look) => look.get(customResourceDefinitions, { name }),
      judge: judgeCustomResourceDefinition,
    }),
  };
}

/**
 * Judges a CustomResourceDefinition; pure. The conditions are those of
 * https://kubernetes.io/docs/reference/kubernetes-api/extend-resources/custom-resource-definition-v1/
 */
export function judgeCustomResourceDefinition(seen: CustomResourceDefinition | undefined): Observation {
  if (seen && isTerminating(seen)) {
    const { finalizers = [], deletionTimestamp } = seen.metadata ?? {};
    const held = finalizers.length > 0 ? `, held by ${finalizers.join(', ')}` : '';
    return { ...judgeMissing({}, seen), reason: `it is being deleted, since ${deletionTimestamp}${held}` };
  }
  if (!seen) return judgeMissing({}, seen);
  const of = (wanted: string) => seen.status?.conditions?.find(({ type }) => type === wanted);
  const refused = of('NamesAccepted');
  if (refused?.status === 'False')
    return stuck(`its names are not accepted: ${refused.message ?? refused.reason}`, refused.lastTransitionTime);
  const established = of('Established');
  if (established?.status === 'True') return ready();
  if (!established) return notYet('the API server has not looked at it yet');
  return stuck(
    `it is not established: ${established.message ?? established.reason ?? 'no reason is given'}`,
    established.lastTransitionTime,
  );
}

function stuck(reason: string, since: string | undefined): Observation {
  return { ...notYet(reason), ...(since !== undefined && { stuckSince: since }) };
}
