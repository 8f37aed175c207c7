import type { Ref } from '../kinds/kind.ts';
import type { EndpointSlice } from '../kinds/kinds.ts';

/** The slices of a list by their Service. A list is never changed: a newer one takes its place. */
const indexes = new WeakMap<readonly EndpointSlice[], Map<string, EndpointSlice[]>>();

/** The EndpointSlices of one Service, among those of all Services. The slices are gone through once, however many Services ask. */
export function slicesOf({ namespace, name }: Ref, slices: readonly EndpointSlice[]): readonly EndpointSlice[] {
  let index = indexes.get(slices);
  if (!index) {
    index = Map.groupBy(slices, ({ metadata }) =>
      keyOf(metadata?.namespace, metadata?.labels?.['kubernetes.io/service-name']),
    );
    indexes.set(slices, index);
  }
  return index.get(keyOf(namespace, name)) ?? [];
}

const keyOf = (namespace = '', name = '') => `${namespace}/${name}`;
