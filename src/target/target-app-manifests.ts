import type { Manifest } from '../cluster/cluster.ts';
import type { Node } from '../cluster/kinds.ts';
import { realNodesOnly } from '../objects/real-nodes-only.ts';

const PORT = 8080;

/** What the objects of a target app are made with. */
export interface TargetAppSettings {
  namespace: string;
  name: string;
  image: string;
  replicas: number;
  version: string;
  simulated: readonly Node[];
}

/** The Deployment of a target app. Its pods are spread over the nodes as far as that is possible. */
export function targetDeployment({
  namespace,
  name,
  image,
  replicas,
  version,
  simulated,
}: TargetAppSettings): Manifest {
  const labels = { 'app.kubernetes.io/name': name };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace, labels },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels: { ...labels, 'app.kubernetes.io/version': version } },
        spec: {
          affinity: realNodesOnly(simulated),
          topologySpreadConstraints: [
            {
              maxSkew: 1,
              topologyKey: 'kubernetes.io/hostname',
              whenUnsatisfiable: 'ScheduleAnyway',
              labelSelector: { matchLabels: labels },
            },
          ],
          terminationGracePeriodSeconds: 10,
          containers: [
            {
              name: 'target-app',
              image,
              args: ['target-app', `--version=${version}`, '--drain=1s'],
              ports: [{ name: 'http', containerPort: PORT }],
              readinessProbe: { httpGet: { path: '/readyz', port: 'http' }, periodSeconds: 1 },
              livenessProbe: { httpGet: { path: '/healthz', port: 'http' }, initialDelaySeconds: 10 },
            },
          ],
        },
      },
    },
  };
}

/** The Service in front of it. */
export function targetService({ namespace, name }: Pick<TargetAppSettings, 'namespace' | 'name'>): Manifest {
  const labels = { 'app.kubernetes.io/name': name };
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace, labels },
    spec: { selector: labels, ports: [{ name: 'http', port: 80, targetPort: 'http' }] },
  };
}
