import { kinds } from '../../../cluster/kinds/kinds.ts';
import { notYet, ready, type Condition } from '../../../conditions/waiting/condition.ts';
import { loadRights } from '../load-rights.ts';
import { PLATFORM_LABEL } from './platform-manifests.ts';
import type { PlatformRef } from './platform.ts';

/** No pod of a platform is left, not even one that is ending. */
export function noPodsLeft({ namespace, name }: PlatformRef): Condition<string[]> {
  return {
    title: `no pod of the Locust platform ${namespace}/${name} is left`,
    rights: loadRights,
    read: async (look) => {
      const pods = await look.list(kinds.pods, { namespace });
      return pods
        .filter(({ metadata }) => metadata?.labels?.[PLATFORM_LABEL] === name)
        .map(({ metadata }) => metadata?.name ?? '');
    },
    judge: (left) => (left.length === 0 ? ready() : notYet(`there is ${left.toSorted().join(', ')}`)),
  };
}
