import type { Ref } from '../../../cluster/kind.ts';
import type { EndpointSlice } from '../../../cluster/kinds.ts';

/** The EndpointSlices of one Service, among those of all Services. */
export function slicesOf(ref: Ref, slices: readonly EndpointSlice[]): EndpointSlice[] {
  return slices.filter(
    ({ metadata }) =>
      metadata?.namespace === ref.namespace && metadata?.labels?.['kubernetes.io/service-name'] === ref.name,
  );
}
