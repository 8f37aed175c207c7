import type { AnyObject } from '../../cluster/kinds/any-object.ts';

/**
 * Whether a terminating namespace is empty and stays only because an aggregated API, such as that of the metrics, is unavailable: then the
 * API server cannot list all API groups. The namespace is deleted when that API works again, so no run should fail because of it; pure.
 */
export function isEmptied({ metadata, status }: AnyObject): boolean {
  const { conditions = [] } = (status ?? {}) as { conditions?: readonly { type: string; status: string }[] };
  const is = (type: string) => conditions.find((condition) => condition.type === type)?.status;
  return (
    metadata?.deletionTimestamp !== undefined &&
    is('NamespaceDeletionDiscoveryFailure') === 'True' &&
    is('NamespaceDeletionContentFailure') === 'False' &&
    is('NamespaceContentRemaining') === 'False' &&
    is('NamespaceFinalizersRemaining') === 'False'
  );
}
