import type { Pod } from './kinds.ts';
import { quantity } from './quantity.ts';

type Container = NonNullable<Pod['spec']>['containers'][number];
type Quantities = Readonly<Record<string, string>> | undefined;

/** The parts of a pod that say what it requests. */
export interface RequestingPod {
  spec?: {
    containers?: readonly Pick<Container, 'name' | 'resources' | 'restartPolicy'>[];
    initContainers?: readonly Pick<Container, 'name' | 'resources' | 'restartPolicy'>[];
    resources?: { requests?: Record<string, string> };
    overhead?: Record<string, string>;
  };
  status?: Pick<NonNullable<Pod['status']>, 'conditions' | 'containerStatuses' | 'initContainerStatuses'>;
}

/**
 * What a pod requests as an HPA counts it, in cores or bytes: all containers that run next to the app, native sidecars included; from Kubernetes
 * 1.34 on the requests of the pod as a whole, if it has any, then also with what its runtime class adds. It counts what the spec says, also in
 * the middle of a resize.
 * `calculatePodRequests` of Kubernetes, pkg/controller/podautoscaler/replica_calculator.go; pure.
 * @param container counts only this container, as a ContainerResource metric does: it takes precedence over the requests of the pod.
 * @returns `undefined` when a container that counts requests nothing, or does not exist: then the HPA has no utilization.
 */
export function hpaRequestOf(pod: RequestingPod, resource: string, container?: string): number | undefined {
  const { containers = [], initContainers = [] } = pod.spec ?? {};
  if (container === undefined && hasOwnRequests(pod)) {
    const names = [pod.spec?.resources?.requests, ...[...containers, ...initContainers].map(requestsOf)];
    return names.some((requests) => requests?.[resource] !== undefined) ? total(pod, resource, requestsOf) : undefined;
  }
  const counted = [...containers, ...initContainers.filter(isSidecar)].filter(
    ({ name }) => container === undefined || name === container,
  );
  if (counted.length === 0) return undefined;
  let sum = 0;
  for (const one of counted) {
    const request = quantity(requestsOf(one)?.[resource]);
    if (request === undefined) return undefined;
    sum += request;
  }
  return sum;
}

/**
 * What a pod takes of its node as the scheduler counts it, in cores or bytes: its containers and native sidecars together, or its init
 * containers one after the other if that is more, or the requests of the pod as a whole; and what its runtime class adds. In the middle of a
 * resize the larger of what is wanted and what the node has given counts, and only the latter when the node cannot give more.
 * `PodRequests` of Kubernetes, staging/src/k8s.io/component-helpers/resource/helpers.go (KEP-753, KEP-1287, KEP-2837); pure.
 */
export function schedulerRequestOf(pod: RequestingPod, resource: string): number {
  const statuses = [...(pod.status?.containerStatuses ?? []), ...(pod.status?.initContainerStatuses ?? [])];
  const infeasible = pod.status?.conditions?.some(
    ({ type, reason }) => type === 'PodResizePending' && reason === 'Infeasible',
  );
  const given = (what: 'allocated' | 'actual') => (one: Pick<Container, 'name' | 'resources'>) => {
    const status = statuses.find(({ name }) => name === one.name);
    const actual = what === 'actual' ? status?.resources?.requests : undefined;
    return actual ?? status?.allocatedResources ?? (infeasible ? undefined : requestsOf(one));
  };
  const sums = [given('allocated'), given('actual'), ...(infeasible ? [] : [requestsOf])];
  return Math.max(...sums.map((requests) => total(pod, resource, requests)));
}

/** Whether an init container is a native sidecar: it starts before the others and runs next to the app (KEP-753); pure. */
export function isSidecar({ restartPolicy }: Pick<Container, 'restartPolicy'>): boolean {
  return restartPolicy === 'Always';
}

type RequestsOf = (container: Pick<Container, 'name' | 'resources'>) => Quantities;

const requestsOf: RequestsOf = ({ resources }) => resources?.requests;

function total({ spec }: RequestingPod, resource: string, requests: RequestsOf): number {
  const { containers = [], initContainers = [], overhead } = spec ?? {};
  const valueOf = (one: Pick<Container, 'name' | 'resources'>) => quantity(requests(one)?.[resource]) ?? 0;
  let sidecars = 0;
  let starting = 0;
  for (const one of initContainers) {
    starting = Math.max(starting, sidecars + valueOf(one));
    if (isSidecar(one)) sidecars += valueOf(one);
  }
  const running = containers.reduce((sum, one) => sum + valueOf(one), sidecars);
  const ofPod = isOfPods(resource) ? quantity(spec?.resources?.requests?.[resource]) : undefined;
  return (ofPod ?? Math.max(running, starting)) + (quantity(overhead?.[resource]) ?? 0);
}

function hasOwnRequests({ spec }: RequestingPod): boolean {
  return Object.keys(spec?.resources?.requests ?? {}).some((name) => isOfPods(name));
}

/** Whether a pod as a whole can request the resource. */
function isOfPods(resource: string): boolean {
  return resource === 'cpu' || resource === 'memory' || resource.startsWith('hugepages-');
}
