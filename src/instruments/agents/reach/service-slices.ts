import type { Ref } from '../../../cluster/kind.ts';
import type { EndpointSlice } from '../../../cluster/kinds.ts';

/** The slices of a Service, out of those of all. */
export function slicesOf(ref: Ref, slices: readonly EndpointSlice[]): EndpointSlice[] {
  return slices.filter(
    ({ metadata }) =>
      metadata?.namespace === ref.namespace && metadata?.labels?.['kubernetes.io/service-name'] === ref.name,
  );
}
