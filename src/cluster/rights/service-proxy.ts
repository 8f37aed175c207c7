import type { ServicePort } from '../cluster.ts';
import type { Right } from './rights.ts';

/**
 * The name of a Service's port in the path of the API server's proxy, which is also its name in RBAC rules.
 * https://kubernetes.io/docs/tasks/access-application-cluster/access-cluster-services/
 * @example proxyName('prometheus', { port: 9090 }) // 'prometheus:9090'
 */
export function proxyName(service: string, { port, isTls = false }: ServicePort): string {
  return `${isTls ? 'https:' : ''}${service}:${port}`;
}

/**
 * The permission to read from these ports of Services through the API server, and from no other: it names each of them. It is optional,
 * because a check can say what it could not read.
 * @param scope where the Services are: `cluster` where only their names are known.
 */
export function reachesServices(ports: readonly ({ service: string } & ServicePort)[], scope: Right['scope']): Right {
  const names = [...new Set(ports.map(({ service, ...port }) => proxyName(service, port)))];
  return { group: '', resource: 'services/proxy', verbs: ['get'], scope, names, optional: true };
}
