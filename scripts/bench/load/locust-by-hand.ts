import { execa } from 'execa';
import type { Manifest } from '../../../src/cluster/cluster.ts';
import type { Ref } from '../../../src/cluster/kinds/kind.ts';
import { kinds } from '../../../src/cluster/kinds/kinds.ts';
import type { Objects } from '../../../src/objects/objects.ts';
import type { LoadBench } from './load-bench.ts';

const WEB = 8_089;
const NAMES = { script: 'by-hand-script', master: 'by-hand-master', worker: 'by-hand-worker' } as const;
const SCRIPT = `
from locust import FastHttpUser, task


class Visitor(FastHttpUser):
    @task
    def visit(self):
        self.client.get("/")
`;
/** The timeout for its pods to run and to connect, as a number of attempts with half a second in between. */
const ATTEMPTS = 240;

/** A master and a worker of Locust, run without the platform. */
export interface LocustByHand {
  worker: Required<Ref>;
  /** Runs a load for `seconds`. @returns the number of requests. */
  run(load: { users: number; seconds: number }, signal: AbortSignal): Promise<number>;
}

interface Statistics {
  state: string;
  user_count: number;
  workers: { state: string }[];
  stats: { name: string; num_requests: number; num_failures: number }[];
}

/** Starts Locust as two plain pods, and waits until the worker is connected. `objects` removes it. */
export async function locustByHand(
  {
    bench,
    objects,
    namespace,
    target,
  }: { bench: LoadBench; objects: Pick<Objects, 'create'>; namespace: string; target: string },
  signal: AbortSignal,
): Promise<LocustByHand> {
  const { cluster, config } = bench;
  const metadata = (name: string) => ({ namespace, name });
  const script = { apiVersion: 'v1', kind: 'ConfigMap', metadata: metadata(NAMES.script), data: { 'user.py': SCRIPT } };
  await objects.create(kinds.configMaps, script, signal);
  const pod = (name: string, args: readonly string[], resources: object): Manifest => ({
    ...{ apiVersion: 'v1', kind: 'Pod', metadata: metadata(name) },
    spec: {
      terminationGracePeriodSeconds: 1,
      containers: [
        {
          name: 'locust',
          image: config.load.image,
          command: ['python3', '-m', 'locust', '-f', '/script/user.py', '--host', target, ...args],
          env: [{ name: 'HOME', value: '/tmp' }],
          resources,
          volumeMounts: [
            { name: 'script', mountPath: '/script' },
            { name: 'tmp', mountPath: '/tmp' },
          ],
        },
      ],
      volumes: [
        { name: 'script', configMap: { name: NAMES.script } },
        { name: 'tmp', emptyDir: {} },
      ],
    },
  });
  const master = metadata(NAMES.master);
  await objects.create(kinds.pods, pod(NAMES.master, ['--master'], config.load.master), signal);
  const address = await poll(
    bench,
    signal,
    async () => (await cluster.get(kinds.pods, master, { signal })).status?.podIP,
  );
  const workerArgs = ['--worker', '--master-host', address];
  await objects.create(kinds.pods, pod(NAMES.worker, workerArgs, config.load.worker), signal);

  const statistics = async (): Promise<Statistics | undefined> => {
    const { status, body } = await cluster
      .podProxy(master, WEB, '/stats/requests', { signal })
      .catch(() => ({ status: 0, body: '' }));
    return status === 200 ? (JSON.parse(body) as Statistics) : undefined;
  };
  const inState = (wanted: (seen: Statistics) => boolean) =>
    poll(bench, signal, async () => {
      const seen = await statistics();
      return seen && wanted(seen) ? seen : undefined;
    });
  const connected = () => inState(({ workers }) => workers.length === 1 && workers[0]?.state === 'ready');
  await connected();
  return {
    worker: metadata(NAMES.worker),
    run: async ({ users, seconds }) => {
      await connected();
      await swarm(bench, master, users);
      await cluster.clock.sleep(seconds * 1_000, signal);
      await cluster.podProxy(master, WEB, '/stop', { signal, method: 'POST', body: {} });
      await inState(({ state, user_count: left }) => state === 'stopped' && left === 0);
      // The worker's last report may arrive up to three seconds later.
      await cluster.clock.sleep(3_500, signal);
      const { stats } = await inState(() => true);
      const all = stats.find(({ name }) => name === 'Aggregated');
      if (!all || all.num_failures > 0) throw new Error('requests by hand have failed');
      return all.num_requests;
    },
  };
}

/** Starts a test as its dashboard does. */
async function swarm({ testbed }: LoadBench, { namespace, name }: Required<Ref>, users: number): Promise<void> {
  const form = `user_count=${users}&spawn_rate=${users}`;
  const post = `import urllib.request as r; print(r.urlopen("http://127.0.0.1:${WEB}/swarm", data=b"${form}").read().decode())`;
  const options = ['--kubeconfig', testbed.kubeconfig, '--namespace', namespace];
  const { stdout } = await execa(testbed.kubectl, [...options, 'exec', name, '--', 'python3', '-c', post]);
  if (!(JSON.parse(stdout) as { success: boolean }).success) throw new Error(`Locust did not start: ${stdout}`);
}

async function poll<T>({ cluster }: LoadBench, signal: AbortSignal, read: () => Promise<T | undefined>): Promise<T> {
  for (let count = 0; count < ATTEMPTS; count += 1) {
    const seen = await read();
    if (seen !== undefined) return seen;
    await cluster.clock.sleep(500, signal);
  }
  throw new Error(`Locust by hand did not reach the expected state within ${ATTEMPTS / 2} s`);
}
