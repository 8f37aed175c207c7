import { loadavg } from 'node:os';
import { list } from 'tar';
import { pluginDefinition } from '../../plugin/definition.ts';
import type { Cluster } from '../../src/cluster/cluster.ts';
import { ClusterError } from '../../src/cluster/cluster-error.ts';
import { connect } from '../../src/cluster/connect.ts';
import type { Kind } from '../../src/cluster/kinds/kind.ts';
import { kinds } from '../../src/cluster/kinds/kinds.ts';
import { configSchema } from '../../src/config/schema.ts';
import type { Progress } from '../../src/terminal/progress.ts';
import { pluginImage } from '../../testbed/images/plugin-image.ts';
import type { Image } from '../../testbed/images/image.ts';
import { load, up } from '../../testbed/testbed.ts';
import { BENCH_CLUSTER } from './bench-cluster.ts';
import { percentilesOf } from './percentiles.ts';
import type { Section } from './section.ts';
import { removeNamespace } from './simulated-deployments.ts';

const NAMESPACE = 'bench-image';
const PORT = 8099;
const WITHIN_MS = 120_000;
const SIZE_GOAL_BYTES = 160e6;
const START_GOAL_SECONDS = 3;

/** Seconds from the start of the container's process. */
interface FirstPosts {
  first: number;
  /** The first post with the number of tests: the suite has connected, discovered the cluster and loaded the specs. */
  planned: number;
}

/** A post as logged by the receiver in the pod. */
interface Post {
  age: number;
  body: { total: number };
}

/**
 * Replaces Sonobuoy's worker, and logs each progress post with the age of the plugin's process. Both containers see each
 * other's processes, so the age comes from the kernel, to a hundredth of a second, and no clocks are compared.
 */
const RECEIVER = `
  import { readdirSync, readFileSync } from 'node:fs';
  import { createServer } from 'node:http';
  import { json } from 'node:stream/consumers';
  const read = (path) => { try { return readFileSync(path, 'utf8'); } catch { return ''; } };
  const age = () => {
    const uptime = Number(read('/proc/uptime').split(' ')[0]);
    const starts = readdirSync('/proc')
      .filter((pid) => read('/proc/' + pid + '/cmdline').split('\\0').includes('hand-over'))
      .map((pid) => Number(read('/proc/' + pid + '/stat').replace(/^.*\\) /s, '').split(' ')[19]) / 100);
    return uptime - Math.min(...starts);
  };
  createServer(async (request, response) => {
    if (request.method === 'POST') {
      const seen = age();
      console.log(JSON.stringify({ age: seen, body: await json(request) }));
    }
    response.end();
  }).listen(${PORT});
`;

/** Measures the size of the plugin's image, and the time from its start to its first progress post, in a pod on a real node of the testbed. */
export async function benchImage({ rounds, progress }: { rounds: number; progress: Progress }): Promise<Section> {
  const testbed = await up({ ...BENCH_CLUSTER, progress });
  const image = await pluginImage(progress);
  await load(testbed.name, image.archive);
  const unpacked = await unpackedBytes(image);
  const cluster = await connect({ kubeconfig: testbed.kubeconfig });
  const [loadAverage = 0] = loadavg();
  const posts: FirstPosts[] = [];
  try {
    // A failed benchmark may have left the namespace.
    await removeNamespace(cluster, NAMESPACE, progress);
    await createNamespace(cluster);
    for (let round = 1; round <= rounds; round += 1) {
      progress.now(`image: start ${round} of ${rounds}`);
      posts.push(await firstPosts(cluster, `plugin-${round}`, image));
    }
    await removeNamespace(cluster, NAMESPACE, progress);
  } finally {
    await cluster.close();
  }
  const [first, planned] = [
    percentilesOf(posts.map((one) => one.first)),
    percentilesOf(posts.map((one) => one.planned)),
  ];
  const megabytes = (unpacked / 1e6).toFixed(1);
  return {
    title: 'Plugin image',
    facts: [
      `unpacked: ${megabytes} MB, the sum of its uncompressed layers, on the local base`,
      `${rounds} starts in a pod on a real node, in a dry run; seconds from the start of the container's process`,
      `load average before: ${loadAverage.toFixed(1)}`,
    ],
    tables: [
      {
        title: 'Seconds from container start',
        rows: [
          ['until', 'median', 'worst'],
          ['first progress post', first.p50.toFixed(2), first.max.toFixed(2)],
          ['first progress post with the number of tests', planned.p50.toFixed(2), planned.max.toFixed(2)],
        ],
      },
    ],
    goals: [
      { goal: 'at most 160 MB unpacked', seen: `${megabytes} MB`, met: unpacked <= SIZE_GOAL_BYTES },
      {
        goal: 'first progress post within 3 s of the container’s start',
        seen: `${first.max.toFixed(2)} s at worst`,
        met: first.max <= START_GOAL_SECONDS,
      },
    ],
    figures: { unpackedBytes: unpacked, posts, loadAverage },
  };
}

/** A docker-archive keeps layers uncompressed. */
async function unpackedBytes({ archive }: Image): Promise<number> {
  let bytes = 0;
  await list({
    file: archive,
    onReadEntry: ({ path, size }) => {
      if (path.endsWith('.tar')) bytes += size;
    },
  });
  return bytes;
}

const BINDINGS: Kind = {
  group: 'rbac.authorization.k8s.io',
  version: 'v1',
  resource: 'clusterrolebindings',
  kind: 'ClusterRoleBinding',
  namespaced: false,
};

/** Creates a namespace whose default service account has cluster-admin, like Sonobuoy's own. */
async function createNamespace(cluster: Cluster): Promise<void> {
  await cluster.apply(kinds.namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } });
  await cluster.apply(BINDINGS, {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: NAMESPACE },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
    subjects: [{ kind: 'ServiceAccount', name: 'default', namespace: NAMESPACE }],
  });
}

async function firstPosts(cluster: Cluster, name: string, image: Image): Promise<FirstPosts> {
  const pod = { namespace: NAMESPACE, name };
  await cluster.create(kinds.pods, {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: pod,
    spec: pluginPod(image.ref),
  });
  const end = cluster.clock.now() + WITHIN_MS;
  for (;;) {
    const posts = await postsOf(cluster, pod);
    const first = posts[0];
    const planned = posts.find(({ body }) => body.total > 0);
    if (first && planned) {
      await cluster.delete(kinds.pods, pod, { gracePeriodSeconds: 0 });
      return { first: first.age, planned: planned.age };
    }
    if (cluster.clock.now() > end)
      throw new Error(`pod ${NAMESPACE}/${name} posted no plan within ${WITHIN_MS / 1_000} s`);
    await cluster.clock.sleep(500);
  }
}

/** The plugin's own pod, with the receiver instead of Sonobuoy's worker. */
function pluginPod(image: string): object {
  const definition = pluginDefinition({
    config: configSchema.parse({ image, objects: { imagePullPolicy: 'Never' } }),
    serviceAccount: 'default',
    environment: { SONOBUOY: 'true', SONOBUOY_PROGRESS_PORT: String(PORT), E2E_DRYRUN: 'true' },
  }) as { spec: { volumeMounts: object[] }; podSpec: object };
  const { spec: plugin, podSpec } = definition;
  return {
    ...podSpec,
    shareProcessNamespace: true,
    initContainers: [
      {
        name: 'receiver',
        image,
        imagePullPolicy: 'Never',
        command: ['node', '--input-type=module', '--eval', RECEIVER],
        // It has to listen before the plugin starts.
        restartPolicy: 'Always',
        startupProbe: { httpGet: { port: PORT }, periodSeconds: 1, failureThreshold: 60 },
      },
    ],
    containers: [plugin],
  };
}

async function postsOf(cluster: Cluster, pod: { namespace: string; name: string }): Promise<Post[]> {
  try {
    const log = await cluster.logs(pod, { container: 'receiver' });
    return log
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Post);
  } catch (error) {
    // Its container does not exist yet (400), or its kubelet does not know the pod yet (404).
    if (error instanceof ClusterError && (error.status === 400 || error.status === 404)) return [];
    throw error;
  }
}
