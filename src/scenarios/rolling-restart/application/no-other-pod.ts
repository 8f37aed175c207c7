import type { Deployment, StatefulSet } from '../../../cluster/kinds/kinds.ts';

/**
 * Why no pod of a workload serves while its pods are replaced, so that a restart must lose requests, in a few words; `undefined` where another pod may
 * serve. Pure.
 * https://github.com/kubernetes/kubernetes/blob/v1.36.3/pkg/controller/deployment/util/deployment_util.go (ResolveFenceposts)
 */
export function whyNoOtherPod({ spec }: Deployment | StatefulSet): string | undefined {
  const replicas = spec?.replicas ?? 1;
  if (!spec || !('strategy' in spec)) {
    const isStateful = spec && 'serviceName' in spec;
    return isStateful && replicas === 1 ? 'it has one replica, which ends before the next one starts' : undefined;
  }
  const { type, rollingUpdate } = spec.strategy ?? {};
  if (type === 'Recreate') return 'by its strategy Recreate all of its pods end before the next ones start';
  const surge = resolved(rollingUpdate?.maxSurge ?? '25%', replicas, Math.ceil);
  const told = resolved(rollingUpdate?.maxUnavailable ?? '25%', replicas, Math.floor);
  const unavailable = surge === 0 && told === 0 ? 1 : told;
  if (unavailable < replicas) return undefined;
  return replicas === 1
    ? 'it has one replica, which by its maxUnavailable may end before the next one is ready'
    : `by its maxUnavailable all of its ${replicas} pods may end before the next ones are ready`;
}

/** A number of pods, or a share of them. */
function resolved(value: number | string, replicas: number, round: (pods: number) => number): number {
  return typeof value === 'number' ? value : round((replicas * Number.parseFloat(value)) / 100);
}
