import type { AnyObject } from '../../cluster/any-object.ts';

/**
 * Whether a namespace that is being deleted has nothing in it any more, and stays only because the API server cannot list its groups: an
 * aggregated API is down, such as that of the metrics. It goes when that works again, and no run should end otherwise because of it; pure.
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
