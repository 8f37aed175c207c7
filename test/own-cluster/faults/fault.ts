import type { LocalCluster } from '../../cluster/specs/local-cluster.ts';

/** How a test ends that a fault must not affect, or that cannot be judged; then with its reason. */
export type OtherEnd = 'passed' | readonly ['skipped' | 'inconclusive', RegExp];

/** A fault in a cluster, and the expected results of the suite. */
export interface Fault {
  /** What is wrong, in a few words. */
  name: string;
  /** The objects that are applied before the run. */
  manifests(image: string): object[];
  /** Other steps that create the fault, after the manifests are applied. */
  inject?(local: LocalCluster): Promise<void>;
  /** Exactly the tests that turn red, consequences included, each with the root cause in its text. */
  red: Readonly<Record<string, RegExp>>;
  /** Tests with another status: the fault must not affect them. */
  others?: Readonly<Record<string, OtherEnd>>;
}

/** The status of such a test, and its reason if it has one. */
export function endOf(expected: OtherEnd): readonly [string, RegExp?] {
  return typeof expected === 'string' ? [expected] : expected;
}

/** An image that no node has and no registry can serve. */
export const ABSENT = 'localhost/no-such-image:1';

/** For `kubectl wait` while faults are seeded: all at the same time, on two cores, which takes minutes when other tests run. */
export const WHILE_SEEDING = '--timeout=180s';

/** A namespace for the objects of one fault. */
export function namespace(name: string): object {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { 'shakedown-test': 'fault' } } };
}

/** The options of a fault's workload. */
export interface AppOptions {
  namespace: string;
  /** @default 'web' */
  name?: string;
  image: string;
  /** @default 1 */
  replicas?: number;
  /** Knobs of the target app. */
  knobs?: readonly string[];
  /** More fields of the pod. */
  pod?: object;
  /** More fields of the workload's specification. */
  spec?: object;
}

/** A Deployment of the target app. */
export function deployment(options: AppOptions): object {
  return workload('Deployment', { replicas: options.replicas ?? 1 }, options);
}

/** A StatefulSet of the target app. */
export function statefulSet(options: AppOptions): object {
  return workload('StatefulSet', { replicas: options.replicas ?? 1, serviceName: options.name ?? 'web' }, options);
}

/** A DaemonSet of the target app. */
export function daemonSet(options: AppOptions): object {
  return workload('DaemonSet', {}, options);
}

function workload(
  kind: string,
  own: object,
  { namespace: place, name = 'web', image, knobs = [], pod, spec }: AppOptions,
): object {
  const labels = { app: name };
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name, namespace: place },
    spec: {
      ...own,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          terminationGracePeriodSeconds: 1,
          containers: [
            {
              name: 'app',
              image,
              args: ['target-app', '--drain=0s', ...knobs],
              ports: [{ name: 'http', containerPort: 8080 }],
              readinessProbe: { httpGet: { path: '/readyz', port: 'http' }, periodSeconds: 1 },
            },
          ],
          ...pod,
        },
      },
      ...spec,
    },
  };
}

/** A Service in front of a workload. */
export function service(
  place: string,
  fields: {
    name?: string;
    selector?: object;
    ports?: readonly object[];
    clusterIP?: string;
    publishNotReadyAddresses?: boolean;
  } = {},
): object {
  const {
    name = 'web',
    selector = { app: name },
    ports = [{ name: 'http', port: 80, targetPort: 8080 }],
    ...spec
  } = fields;
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: place },
    spec: { selector, ports, ...spec },
  };
}

/** A Job that runs the suite's image with these arguments. */
export function job(
  place: string,
  image: string,
  args: readonly string[],
  spec: object = {},
  pod: object = {},
): object {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'job', namespace: place },
    spec: { ...spec, ...runOnce(image, args, pod) },
  };
}

/** A CronJob whose Jobs run the suite's image with these arguments. It is due once a year, so its Jobs are those that a test starts. */
export function cronJob(place: string, image: string, args: readonly string[], spec: object = {}): object {
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: 'report', namespace: place },
    spec: { schedule: '0 3 1 1 *', jobTemplate: { spec: { backoffLimit: 0, ...runOnce(image, args) } }, ...spec },
  };
}

/** The template of a Job that runs the suite's image with these arguments. */
export function runOnce(image: string, args: readonly string[], pod: object = {}): object {
  return { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'app', image, args }], ...pod } } };
}
