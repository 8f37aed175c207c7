import { isIPv4 } from 'node:net';
import type { Manifest } from '../../../cluster/cluster.ts';
import type { Node } from '../../../cluster/kinds/kinds.ts';
import type { Config } from '../../../config/schema.ts';
import { realNodesOnly } from '../../../objects/real-nodes-only.ts';
import type { LoadBounds } from '../bounds.ts';
import type { LoadProfile } from '../profile.ts';
import { scriptVolume, type ScriptSource } from './script-maps.ts';

/** The ports for workers (5557, 5558), and for the dashboard and the suite (8089). */
export const ports = { master: 5_557, masterNext: 5_558, web: 8_089 } as const;

/** Locust's container in a pod of a platform, which may have further containers. */
export const CONTAINER = 'locust';

/** Where the guard is in a pod of a platform. */
export const GUARD_DIRECTORY = '/opt/shakedown-guard';
/** Where the scripts are in a pod of a platform. */
export const SCRIPT_DIRECTORY = '/var/loadtest';

/** CPU and memory of a container, as Kubernetes writes them. */
type Resources = Config['load']['worker'];

/** The settings of a Locust platform. */
export interface PlatformSettings {
  namespace: string;
  /** The objects are named after it: for `locust` they are `locust-master`, `locust-worker`, `locust-guard`. */
  name: string;
  image: string;
  profile: Pick<LoadProfile, 'workers' | 'script' | 'target' | 'paths' | 'tls' | 'environment'>;
  /** Annotations of the master's Deployment. @default none */
  annotations?: Readonly<Record<string, string>>;
  bounds: LoadBounds;
  /** The guard's Python files by name. */
  guard: ReadonlyMap<string, string>;
  /** ConfigMaps that hold the scripts. */
  scripts: readonly ScriptSource[];
  /** Secret whose keys become variables of master and workers. @default none */
  secret?: string;
  /** Whether the dashboard has an address outside of the cluster. */
  loadBalancer: boolean;
  /** Secret with the `username` and `password` that the dashboard demands. @default none: from outside of the pod it can only be read */
  login?: string;
  /** The result of `tokenDigest`: the master takes orders only with that token. */
  tokenDigest: string;
  resources: { master: Resources; worker: Resources };
  /** Simulated nodes: no pod is scheduled there. */
  simulated: readonly Node[];
}

/** The label of all objects of one platform. */
export const PLATFORM_LABEL = 'shakedown/load';

/** Names of a platform's objects. */
export function platformNames(name: string) {
  return {
    ...{ master: `${name}-master`, worker: `${name}-worker`, guard: `${name}-guard`, dashboard: `${name}-dashboard` },
    ...{ policy: `${name}-master`, token: `${name}-token` },
  };
}

/** The guard's files, mounted next to the scripts, so that any image of Locust has them. */
export function guardConfigMap({ namespace, name, guard }: PlatformSettings): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: platformNames(name).guard, namespace, labels: labelsOf(name) },
    data: Object.fromEntries(guard),
  };
}

/** The Service in front of the master. */
export function masterService({ namespace, name }: PlatformSettings): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: platformNames(name).master, namespace, labels: labelsOf(name) },
    spec: {
      type: 'ClusterIP',
      selector: labelsOf(name, 'master'),
      // Workers can connect as soon as the master listens, before its readiness probe succeeds.
      publishNotReadyAddresses: true,
      ports: [port('tcp-master', ports.master), port('tcp-master-next', ports.masterNext), port('http-web', ports.web)],
    },
  };
}

/** The dashboard outside of the cluster, without the ports for workers. */
export function dashboardService({ namespace, name }: PlatformSettings): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: platformNames(name).dashboard, namespace, labels: labelsOf(name) },
    spec: { type: 'LoadBalancer', selector: labelsOf(name, 'master'), ports: [port('http-web', ports.web)] },
  };
}

function port(name: string, number: number) {
  return { name, port: number, targetPort: number };
}

/** The master: it generates no load itself; it directs the workers and adds up their reports. */
export function masterDeployment(settings: PlatformSettings): Manifest {
  const { profile, resources, annotations = {}, login, tokenDigest } = settings;
  return deployment(settings, 'master', 1, {
    annotations,
    environment: {
      LOCUST_MODE_MASTER: 'true',
      LOCUST_EXPECT_WORKERS: String(profile.workers),
      // Users get this long to finish their requests, so that the target and Locust count the same.
      LOCUST_STOP_TIMEOUT: '10',
      SHAKEDOWN_TOKEN_SHA256: tokenDigest,
    },
    ...(login !== undefined && { ofSecret: loginVariables(login) }),
    container: {
      ports: [ports.master, ports.masterNext, ports.web].map((containerPort) => ({ containerPort })),
      readinessProbe: { httpGet: { path: '/shakedown/ready', port: ports.web }, periodSeconds: 1, timeoutSeconds: 5 },
      resources: resources.master,
    },
  });
}

/**
 * The workers: each of them can use one core, because Locust runs on one.
 * @param address of the master's Service. The cluster's DNS may cache the address of a deleted Service of that name, or that there is none.
 * If it is not an IPv4 address, the Service's name is used.
 */
export function workerDeployment(settings: PlatformSettings, address?: string): Manifest {
  const { name, profile, resources } = settings;
  return deployment(settings, 'worker', profile.workers, {
    environment: {
      LOCUST_MODE_WORKER: 'true',
      LOCUST_MASTER_NODE_HOST: address !== undefined && isIPv4(address) ? address : platformNames(name).master,
    },
    container: { resources: resources.worker },
  });
}

function deployment(
  settings: PlatformSettings,
  role: 'master' | 'worker',
  replicas: number,
  own: {
    environment: Record<string, string>;
    ofSecret?: readonly object[];
    container: object;
    annotations?: Readonly<Record<string, string>>;
  },
): Manifest {
  const { namespace, name, image, scripts, secret, simulated } = settings;
  const labels = labelsOf(name, role);
  const variables = Object.entries({ ...commonEnvironment(settings), ...own.environment });
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: platformNames(name)[role],
      namespace,
      labels: labelsOf(name),
      ...(own.annotations && { annotations: own.annotations }),
    },
    spec: {
      replicas,
      // An old and a new worker must never take part in the same test.
      strategy: { type: 'Recreate' },
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
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
          terminationGracePeriodSeconds: 5,
          containers: [
            {
              name: CONTAINER,
              image,
              // The last lines of the log say why a script cannot be loaded.
              terminationMessagePolicy: 'FallbackToLogsOnError',
              workingDir: SCRIPT_DIRECTORY,
              env: [
                ...variables.map(([key, value]) => ({ name: key, value: literal(value) })),
                ...(own.ofSecret ?? []),
              ],
              ...(secret === undefined ? {} : { envFrom: [{ secretRef: { name: secret } }] }),
              volumeMounts: [
                { name: 'guard', mountPath: GUARD_DIRECTORY, readOnly: true },
                { name: 'scripts', mountPath: SCRIPT_DIRECTORY, readOnly: true },
                { name: 'tmp', mountPath: '/tmp' },
              ],
              ...own.container,
            },
          ],
          volumes: [
            { name: 'guard', configMap: { name: platformNames(name).guard } },
            scriptVolume(scripts),
            { name: 'tmp', emptyDir: {} },
          ],
        },
      },
    },
  };
}

/** A value that reaches the container as it is: Kubernetes replaces `$(NAME)` in it by another variable, and `$$` by `$`. */
function literal(value: string): string {
  return value.replaceAll('$', '$$$$');
}

/** The login of the dashboard, from the keys that Secrets of the type `kubernetes.io/basic-auth` have. */
function loginVariables(secret: string): object[] {
  return Object.entries({ SHAKEDOWN_LOGIN_USER: 'username', SHAKEDOWN_LOGIN_PASSWORD: 'password' }).map(
    ([name, key]) => ({ name, valueFrom: { secretKeyRef: { name: secret, key } } }),
  );
}

/** Only Locust's own variables, so that they work with an image of any entry point. */
function commonEnvironment({ profile, bounds }: PlatformSettings): Record<string, string> {
  const script =
    profile.script === '' ? `${GUARD_DIRECTORY}/shakedown_user.py` : `${SCRIPT_DIRECTORY}/${profile.script}`;
  return {
    HOME: '/tmp',
    ...profile.environment,
    LOCUST_LOCUSTFILE: `${GUARD_DIRECTORY}/shakedown_start.py,${script},${GUARD_DIRECTORY}/shakedown_guard.py`,
    LOCUST_HOST: profile.target,
    TARGET_HOST: profile.target,
    TARGET_PATHS: JSON.stringify(profile.paths),
    ...(profile.tls === 'default' ? {} : { TARGET_TLS: profile.tls }),
    SHAKEDOWN_MAX_USERS: String(bounds.users),
    SHAKEDOWN_MAX_SECONDS: String(bounds.seconds),
    SHAKEDOWN_MAX_RATE: String(bounds.rate),
  };
}

/** The labels of the objects of a platform, or of its pods of one role. */
export function labelsOf(name: string, role?: 'master' | 'worker'): Record<string, string> {
  return {
    'app.kubernetes.io/name': 'locust',
    [PLATFORM_LABEL]: name,
    ...(role === undefined ? {} : { 'app.kubernetes.io/component': role }),
  };
}
