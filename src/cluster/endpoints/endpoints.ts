import type { EndpointSlice } from '../kinds/kinds.ts';

/** An endpoint of an EndpointSlice. */
export type Endpoint = NonNullable<EndpointSlice['endpoints']>[number];

/** The endpoints that are ready. According to the API, one that does not say whether it is ready counts as ready. */
export function readyEndpoints(slices: readonly EndpointSlice[]): Endpoint[] {
  return slices.flatMap(({ endpoints }) => endpoints ?? []).filter(({ conditions }) => conditions?.ready ?? true);
}

/** The endpoints that get traffic: their pods are really ready, whatever publishNotReadyAddresses says, and not terminating. */
export function servingEndpoints(slices: readonly EndpointSlice[]): Endpoint[] {
  return slices.flatMap(({ endpoints }) => endpoints ?? []).filter(isServing);
}

/** Whether an endpoint gets traffic: `serving` is the pod's own readiness even where publishNotReadyAddresses makes `ready` always true. */
export function isServing({ conditions }: Endpoint): boolean {
  return (conditions?.ready ?? true) && (conditions?.serving ?? true) && !conditions?.terminating;
}
