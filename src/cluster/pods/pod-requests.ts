import type { Pod } from '../kinds/kinds.ts';
import { quantity } from './quantity.ts';

type Container = NonNullable<Pod['spec']>['containers'][number];

/** The parts of a pod that say what it requests. */
export interface RequestingPod {
  spec?: {
    containers?: readonly Pick<Container, 'name' | 'resources' | 'restartPolicy'>[];
    initContainers?: readonly Pick<Container, 'name' | 'resources' | 'restartPolicy'>[];
    resources?: { requests?: Record<string, string> };
    overhead?: Record<string, string>;
  };
}

/**
 * What a pod requests as an HPA counts it, in cores or bytes. It counts what the spec says, also in the middle of a resize; pure.
 *
 * - All containers that run next to the app, native sidecars included, without what the runtime class adds (`overhead`).
 * - If the pod as a whole requests CPU, memory or huge pages: what the scheduler counts, with init containers and `overhead`. So it is since
 *   Kubernetes 1.34 (kubernetes/kubernetes#132430); earlier API servers drop such requests by default. The change
 *   kubernetes/kubernetes#142154 of September 2026 leaves the overhead out.
 * - Of a single container what that requests, as a ContainerResource metric does, whatever the pod as a whole requests.
 *
 * `calculateRequests` of Kubernetes 1.36, pkg/controller/podautoscaler/replica_calculator.go; `PodRequests`,
 * staging/src/k8s.io/component-helpers/resource/helpers.go (KEP-753, KEP-2837).
 * @param container counts only this container.
 * @returns `undefined` when a container that counts requests nothing, or does not exist: then the HPA has no utilization.
 */
export function hpaRequestOf(pod: RequestingPod, resource: string, container?: string): number | undefined {
  const { containers = [], initContainers = [] } = pod.spec ?? {};
  if (container === undefined && hasOwnRequests(pod)) return requestOfPod(pod, resource);
  const counted = [...containers, ...initContainers.filter(isSidecar)].filter(
    ({ name }) => container === undefined || name === container,
  );
  if (counted.length === 0) return undefined;
  let sum = 0;
  for (const one of counted) {
    const request = requestOf(one, resource);
    if (request === undefined) return undefined;
    sum += request;
  }
  return sum;
}

/** Whether an init container is a native sidecar: it starts before the others and runs next to the app (KEP-753); pure. */
export function isSidecar({ restartPolicy }: Pick<Container, 'restartPolicy'>): boolean {
  return restartPolicy === 'Always';
}

function requestOf({ resources }: Pick<Container, 'resources'>, resource: string): number | undefined {
  return quantity(resources?.requests?.[resource]);
}

/**
 * The request of a pod that has one as a whole: that, or if it is of another resource, that of its containers and native sidecars together, or of
 * its init containers one after the other if that is more; and what its runtime class adds. `undefined` when nothing of it requests the resource.
 */
function requestOfPod({ spec }: RequestingPod, resource: string): number | undefined {
  const { containers = [], initContainers = [], overhead, resources } = spec ?? {};
  let [sidecars, starting] = [0, 0];
  for (const one of initContainers) {
    const request = requestOf(one, resource) ?? 0;
    starting = Math.max(starting, sidecars + request);
    if (isSidecar(one)) sidecars += request;
  }
  const running = containers.reduce((sum, one) => sum + (requestOf(one, resource) ?? 0), sidecars);
  const whole = isOfPods(resource) ? quantity(resources?.requests?.[resource]) : undefined;
  const added = quantity(overhead?.[resource]);
  const isNamed = [...containers, ...initContainers].some((one) => requestOf(one, resource) !== undefined);
  if (whole === undefined && added === undefined && !isNamed) return undefined;
  return (whole ?? Math.max(running, starting)) + (added ?? 0);
}

function hasOwnRequests({ spec }: RequestingPod): boolean {
  return Object.keys(spec?.resources?.requests ?? {}).some((name) => isOfPods(name));
}

/** Whether a pod as a whole can request the resource. */
function isOfPods(resource: string): boolean {
  return resource === 'cpu' || resource === 'memory' || resource.startsWith('hugepages-');
}
