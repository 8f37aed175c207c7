import { readFile } from 'node:fs/promises';
import type { LocalCluster } from '../../../cluster/specs/local-cluster.ts';

const NAMESPACE = 'logging';
const IN = [`--namespace=${NAMESPACE}`];
const COLLECTOR = new URL('collector.mjs', import.meta.url);
/** A DaemonSet with it has no pod. */
const NOWHERE = { 'shakedown-test': 'nowhere' };
const HOST = 'kubernetes.io/hostname';

interface Workload {
  metadata: object;
  spec: {
    template: { metadata: { labels: object }; spec: { containers: { args: string[] }[]; volumes: object[] } };
    selector: object;
  };
}

/** How a collector of the tests behaves. */
export interface Behaviour {
  node: string;
  /** One line of so many is lost. */
  drop?: number;
  /** Whether the parts of long lines are joined. @default true */
  join?: boolean;
  /** The node that its lines are labelled with. @default the right one */
  label?: string;
  /**
   * Whether the lines of a pod that speaks beside the writers, in the namespace of the collector, are stored as lines of a writer. @default the pod does
   * not speak
   */
  mix?: boolean;
  /** The namespace that all its lines are labelled with. @default that of the pod */
  namespace?: string;
  /** How often it looks for new files, in seconds. @default all the time */
  scan?: number;
}

/** Limits the log collector of the cluster to one node, or to none. */
export async function collectOnlyOn(local: LocalCluster, node: string | undefined): Promise<void> {
  await selectNodes(local, node === undefined ? NOWHERE : { [HOST]: node });
}

/** Lets the log collector of the cluster run on all nodes again. */
export async function collectEverywhere(local: LocalCluster): Promise<void> {
  await selectNodes(local, null);
}

async function selectNodes({ kubectl }: LocalCluster, nodeSelector: object | null): Promise<void> {
  const patch = [{ op: 'replace', path: '/spec/template/spec/nodeSelector', value: nodeSelector ?? {} }];
  await kubectl([...IN, 'patch', 'daemonset', 'vlagent', '--type=json', `--patch=${JSON.stringify(patch)}`]);
  await kubectl([...IN, 'rollout', 'status', 'daemonset/vlagent', '--timeout=90s']);
}

/** Adds an argument to the container of a workload of the log stack; returns what takes it away again. */
export async function withArgument(
  { kubectl }: LocalCluster,
  workload: string,
  argument: string,
): Promise<() => Promise<void>> {
  const path = '/spec/template/spec/containers/0/args';
  const found = await kubectl([...IN, 'get', workload, '-o=json']);
  const { args } = (JSON.parse(found) as Workload).spec.template.spec.containers[0] ?? { args: [] };
  const set = async (value: string[]) => {
    const patch = JSON.stringify([{ op: 'replace', path, value }]);
    await kubectl([...IN, 'patch', workload, '--type=json', `--patch=${patch}`]);
    await kubectl([...IN, 'rollout', 'status', workload, '--timeout=120s']);
  };
  const undo = () => set(args);
  try {
    await set([...args, argument]);
  } catch (error) {
    await undo();
    throw error;
  }
  return undo;
}

/** Runs the log collector of the cluster a second time, with a state of its own. */
export async function collectTwice({ kubectl, apply }: LocalCluster): Promise<void> {
  const found = JSON.parse(await kubectl([...IN, 'get', 'daemonset', 'vlagent', '-o=json'])) as Workload;
  const labels = { app: 'second' };
  const { template } = found.spec;
  const volumes = template.spec.volumes.map((volume) =>
    'name' in volume && volume.name === 'state' ? { name: 'state', emptyDir: {} } : volume,
  );
  const spec = {
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { ...template.spec, volumes } },
  };
  await apply([{ apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: { name: 'second', namespace: NAMESPACE }, spec }]);
  await kubectl([...IN, 'rollout', 'status', 'daemonset/second', '--timeout=90s']);
}

/** Runs collectors of the tests, one on each of these nodes. */
export async function collectBadly(
  { apply, kubectl, image }: LocalCluster,
  behaviours: readonly Behaviour[],
): Promise<void> {
  const script = await readFile(COLLECTOR, 'utf8');
  const map = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'test-collector', namespace: NAMESPACE },
    data: { 'collector.mjs': script },
  };
  await apply([map, ...behaviours.map((behaviour) => testCollector(image, behaviour))]);
  for (const { node } of behaviours)
    await kubectl([...IN, 'rollout', 'status', `daemonset/test-collector-${node}`, '--timeout=90s']);
}

function testCollector(
  image: string,
  { node, drop = 0, join = true, label = node, namespace = '', mix, scan = 0 }: Behaviour,
): object {
  const labels = { app: `test-collector-${node}` };
  const variables = {
    STORE: 'http://victorialogs.logging.svc:9428',
    ...{
      LABEL: label,
      NAMESPACE: namespace,
      DROP: String(drop),
      JOIN: String(join),
      MIX: String(mix),
      SCAN: String(scan),
    },
  };
  const hostPath = (path: string) => ({ hostPath: { path } });
  const mount = (name: string, mountPath: string) => ({ name, mountPath, readOnly: true });
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: labels.app, namespace: NAMESPACE, labels: TEST },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          nodeSelector: { [HOST]: node },
          terminationGracePeriodSeconds: 1,
          // The files of the logs belong to root, and its group may read them.
          securityContext: { runAsUser: 65_532, runAsGroup: 0 },
          containers: [
            {
              name: 'collector',
              image,
              command: ['node', '/collector/collector.mjs'],
              env: Object.entries(variables).map(([name, value]) => ({ name, value })),
              volumeMounts: [
                mount('script', '/collector'),
                mount('containers', '/var/log/containers'),
                mount('pods', '/var/log/pods'),
              ],
            },
            ...(mix === undefined ? [] : [{ name: 'speaker', image, command: ['node', '--eval', SPEECH] }]),
          ],
          volumes: [
            { name: 'script', configMap: { name: 'test-collector' } },
            { name: 'containers', ...hostPath('/var/log/containers') },
            { name: 'pods', ...hostPath('/var/log/pods') },
          ],
        },
      },
    },
  };
}

/** One line in 200 ms, with a credential, as apps write them. */
const SPEECH = `let order = 0; setInterval(() => console.log('order ' + (order += 1) + ' is paid with token=hunter2hunter2'), 200);`;

const TEST = { 'shakedown-test': 'collector' };

/** Removes all collectors but that of the cluster. */
export async function removeCollectors({ kubectl }: LocalCluster): Promise<void> {
  await kubectl([...IN, 'delete', 'daemonset', '--selector=shakedown-test=collector']);
  await kubectl([...IN, 'delete', 'daemonset', 'second', '--ignore-not-found']);
  await kubectl([...IN, 'delete', 'configmap', 'test-collector', '--ignore-not-found']);
}
