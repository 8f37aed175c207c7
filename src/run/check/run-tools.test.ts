import { expect } from 'chai';
import type { Toolbox } from '../../authoring/toolbox.ts';
import type { Cluster, SharedList } from '../../cluster/cluster.ts';
import { kinds } from '../../cluster/kinds/kinds.ts';
import { configSchema } from '../../config/schema.ts';
import { agents } from '../../instruments/agents/instrument.ts';
import type { Uses } from '../../instruments/contract/uses.ts';
import { autoscaling } from '../../scenarios/autoscaling/scenario.ts';
import { testAccount } from '../../instruments/load/figures/account.fixture.ts';
import type { Objects } from '../../objects/objects.ts';
import { handClock } from '../../time/hand-clock.ts';
import type { LoadedCheck } from '../plan/load-specs.ts';
import { allowedTime } from './allowed-time.ts';
import { runCheck } from './run-check.ts';
import { runTools } from './run-tools.ts';

/** A call that only its signal ends, at whatever place that is among the arguments. */
function hangs(...args: unknown[]): Promise<never> {
  const given = args.map((arg) => (arg instanceof AbortSignal ? arg : (arg as { signal?: AbortSignal }).signal));
  const signal = given.find((one) => one !== undefined);
  return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error)));
}

const master = {
  metadata: {
    namespace: 'shakedown-workloads',
    name: 'shop-load-master-1',
    labels: { 'shakedown/load': 'shop-load', 'app.kubernetes.io/component': 'master' },
  },
  status: { phase: 'Running' },
};
const workers = ['a', 'b', 'c'].map((name) => ({ id: `${name}_${'0'.repeat(32)}`, state: 'ready', users: 0, cpu: 0 }));

/** Prepares a check up to a certain step, and returns the step that takes too long. */
type Prepare = (tools: Toolbox) => Promise<() => Promise<unknown>>;

/** How a check of ten seconds ends in a cluster that accepts what is created, gives the named answers, and hangs at all other calls. */
async function overdue(
  prepare: Prepare,
  answers: readonly string[],
  uses: readonly Uses[],
): Promise<string | undefined> {
  const clock = handClock();
  const [stop, prepared] = [new AbortController(), Promise.withResolvers<void>()];
  const listOf = (kind: unknown): SharedList<unknown> => ({
    ready: () => (kind === kinds.pods ? Promise.resolve() : hangs(stop.signal)),
    refresh: hangs,
    all: () => [master],
    get: () => undefined,
    seenAt: () => undefined,
    onChange: () => () => {},
    trouble: undefined,
  });
  const cluster = {
    clock,
    shared: listOf,
    get: (kind: unknown, ...rest: unknown[]) => (kind === kinds.namespaces ? Promise.resolve({}) : hangs(...rest)),
    list: (kind: unknown, ...rest: unknown[]) => {
      if (kind === kinds.nodes) return Promise.resolve([]);
      return answers.length > 0 ? Promise.resolve([master]) : hangs(...rest);
    },
    patch: hangs,
    podProxy: (_pod: unknown, _port: unknown, path: string, options: unknown) =>
      answers.includes(path)
        ? Promise.resolve({ status: 200, body: JSON.stringify(testAccount({ workers })) })
        : hangs(options),
  } as unknown as Cluster;
  const objects = {
    create: () => Promise.resolve({}),
    delete: hangs,
    // The signal of the check must not end it.
    remove: () => hangs(stop.signal),
  } as unknown as Objects;
  const config = configSchema.parse({ image: 'suite:1', load: { image: 'locust:1' } });
  const check: LoadedCheck = {
    ...{ id: 'a/b', area: 'a', title: 'b', safety: 'own', uses, within: '10s' },
    body: async (tools) => {
      const wait = await prepare(tools);
      prepared.resolve();
      await wait();
    },
  };
  const result = runCheck(check, {
    tools: runTools({ cluster, config, objects, signal: stop.signal }),
    ...{ cluster, config, clock },
    evidence: { isFull: false, forTest: () => ({ attach: () => {}, write: () => Promise.resolve({ kept: [] }) }) },
    failures: { about: () => Promise.resolve([]) },
    own: { of: () => [] },
    waits: { begin: () => {}, end: () => {} },
    stretch: { begin: () => {}, end: () => {}, over: async () => {} },
    spent: () => {},
    hold: () => Promise.resolve(() => {}),
    cutOff: new AbortController().signal,
  });
  await prepared.promise;
  await clock.advance(allowedTime(check, config) + 15_000);
  const { reason } = await result;
  stop.abort();
  return reason?.detail;
}

const deploy = ({ targetApp }: Toolbox) => targetApp.deploy({ name: 'shop', replicas: 3 });
const setUp = ({ load }: Toolbox) => load.setUp({ name: 'shop-load', workers: 3, target: 'shop' });
const start = async (tools: Toolbox) => (await setUp(tools)).start({ users: 12, seconds: 30 });
const CONNECTED = ['/shakedown/status'];
const STARTED = [...CONNECTED, '/shakedown/start'];

const cases: [waited: string, prepare: Prepare, answers?: readonly string[]][] = [
  [
    'probe agents: one is up on every real node',
    async ({ agents }) =>
      () =>
        agents.fleet(),
  ],
  ['target app: the pods of shop are read', async (tools) => (await deploy(tools)).cpuRequest],
  ['target app: shop returns its figures', async (tools) => (await deploy(tools)).figures],
  ['target app: shop is deleted with its Service', async (tools) => (await deploy(tools)).remove],
  [
    'target app: shop is removed',
    async (tools) => {
      const app = await deploy(tools);
      return () => Promise.resolve(app[Symbol.asyncDispose]());
    },
  ],
  [
    'load: 4 workers of shop-load are connected',
    async (tools) => {
      const platform = await setUp(tools);
      return () => platform.scale(4);
    },
    CONNECTED,
  ],
  ['load: shop-load is removed', async (tools) => (await setUp(tools)).remove, CONNECTED],
  [
    'load: shop-load takes another rate',
    async (tools) => {
      const running = await start(tools);
      return () => running.changeRate(50);
    },
    STARTED,
  ],
  ['load: shop-load stops its load', async (tools) => (await start(tools)).stop, STARTED],
  [
    'autoscaling: the HPA of shop reads its metric',
    async (tools) => {
      const app = await deploy(tools);
      return () => tools.autoscaling.hpaOn(app, {});
    },
  ],
];

describe('A check that is overdue names what it waits for, whichever instrument that is', () => {
  for (const [waited, prepare, answers = []] of cases)
    it(waited, async () => {
      // The agents add the time that they need to start.
      const [uses, allowed] = waited.startsWith('probe agents') ? [agents, '2m25s'] : [autoscaling, '10.0 s'];
      expect(await overdue(prepare, answers, [uses])).to.equal(
        `CHECK_TOO_LONG: it still waits: ${waited}\n  expected: the check to be done within ${allowed}`,
      );
    });
});
