import type { V2HorizontalPodAutoscaler } from '@kubernetes/client-node';
import type { Kind, Wire } from '../cluster/kind.ts';

/** A HorizontalPodAutoscaler, as `autoscaling/v2` has it. */
export type Hpa = Wire<V2HorizontalPodAutoscaler>;

export const horizontalPodAutoscalers: Kind<Hpa> = {
  group: 'autoscaling',
  version: 'v2',
  resource: 'horizontalpodautoscalers',
  kind: 'HorizontalPodAutoscaler',
  namespaced: true,
};
