import type { Manifest } from '../../cluster/cluster.ts';
import type { Node } from '../../cluster/kinds/kinds.ts';
import type { Config } from '../../config/schema.ts';
import { realNodesOnly } from '../../objects/real-nodes-only.ts';

/** The port on which the app listens. */
export const PORT = 8080;

/** The settings of a target app's objects. */
export interface TargetAppSettings {
  namespace: string;
  name: string;
  image: string;
  replicas: number;
  version: string;
  /** Flags of the app by name. */
  knobs?: Readonly<Record<string, string>>;
  resources?: Config['objects']['resources'];
  sidecar?: boolean;
  podAnnotations?: Readonly<Record<string, string>>;
  simulated: readonly Node[];
}

/** Names of the containers of a target app's pod. */
export const containerNames = { app: 'target-app', sidecar: 'sidecar' } as const;

/** The Deployment of a target app. Its pods are spread over the nodes where possible. */
export function targetDeployment({
  namespace,
  name,
  image,
  replicas,
  version,
  knobs = {},
  resources,
  sidecar = false,
  podAnnotations,
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
        metadata: {
          labels: { ...labels, 'app.kubernetes.io/version': version },
          ...(podAnnotations && { annotations: podAnnotations }),
        },
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
              name: containerNames.app,
              image,
              args: ['target-app', `--version=${version}`, '--drain=1s', ...flags(knobs)],
              ...(resources && { resources }),
              ports: [{ name: 'http', containerPort: PORT }],
              readinessProbe: { httpGet: { path: '/readyz', port: 'http' }, periodSeconds: 1 },
              livenessProbe: { httpGet: { path: '/healthz', port: 'http' }, initialDelaySeconds: 10 },
            },
            // It does nothing, like a proxy without traffic.
            ...(sidecar
              ? [{ name: containerNames.sidecar, image, args: ['target-app', '--port=8081', '--drain=0s'] }]
              : []),
          ],
        },
      },
    },
  };
}

function flags(knobs: Readonly<Record<string, string>>): string[] {
  return Object.entries(knobs).map(
    ([name, value]) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}=${value}`,
  );
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
