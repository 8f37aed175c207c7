import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { configSchema } from '../../src/config/schema.ts';
import type { TcpCall } from '../../src/instruments/agents/agent-protocol.ts';
import type { Progress } from '../../src/terminal/progress.ts';
import { readResults } from '../../src/results/read.ts';
import { discoverable } from '../../test/fake-api-server/discoverable.ts';
import { FakeApiServer, type Reply } from '../../test/fake-api-server/fake-api-server.ts';
import { runMeasured } from './measured-process.ts';
import { plannedSeconds } from './planned-time.ts';
import type { Section } from './section.ts';
import { buildSuite } from './suite-build.ts';

/** The size of the cluster. */
const NODES = 500;
/** The heap that Node chooses in a container with the plugin's default limit of 512 MiB, in MiB. */
const HEAP_MIB = 259;
const LIMIT_MS = 20 * 60_000;
const MIB = 1_048_576;
/** How the addresses of Services begin; those of endpoints are others. */
const CLUSTER_IPS = '10.96.';
/** The label of the slices that Kubernetes writes. */
const WRITTEN = { 'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io' };

/** The connections that the agents were asked for. */
interface Asked {
  total: number;
  /** Of the node with the most. */
  most: number;
  /** In the second with the most, of one node. */
  perSecond: number;
  /** In the second with the most, to one address, from all nodes. */
  perSecondToEndpoint: number;
  perSecondToClusterIp: number;
  /** In all, to the cluster IP with the most. */
  toClusterIp: number;
}

/** The options of the probing benchmark. */
export interface ProbingOptions {
  /** How many Services. */
  count: number;
  /** How many endpoints each of them has. */
  endpoints: number;
  directory: string;
  progress: Progress;
}

/**
 * The checks of many Services from 500 nodes, within the heap of the plugin's default limit. The API server is a small one in this process; behind it are
 * 500 agents that answer at the pace of real ones.
 */
export async function benchProbing({ count, endpoints, directory, progress }: ProbingOptions): Promise<Section> {
  progress.now('bundling the suite');
  const program = await buildSuite(join(directory, 'suite'));
  const { connectionsPerSecond: pace, connectionsPerSecondToEndpoint: paceToOne } = configSchema.parse({}).probing;
  const targets = new Map<string, Map<number, number>>();
  const agents = Array.from({ length: NODES }, () => pacedAgent(pace, targets));
  await using api = await FakeApiServer.start({ routes: routesOf(agents), objects: objects(count, endpoints) });
  using _kubelet = setInterval(() => runTrial(api), 500);
  await mkdir(directory, { recursive: true });
  const kubeconfig = join(directory, 'kubeconfig');
  await writeFile(kubeconfig, api.kubeconfig);
  const results = join(directory, 'results-probing');
  progress.now(`${count} Services with ${endpoints} endpoints from ${NODES} nodes`);
  const { code, seconds, peakBytes, tail } = await runMeasured(
    [
      ...[process.execPath, `--max-old-space-size=${HEAP_MIB}`, program, 'run', '--kubeconfig', kubeconfig],
      ...['--results-dir', results, '--image', 'localhost/suite:1', '--focus', '^workloads/service/shop/'],
    ] as [string, ...string[]],
    { env: process.env, withinMs: LIMIT_MS },
  );
  if (code !== 0) throw new Error(`the run ended with ${code ?? 'a signal'} after ${seconds.toFixed(1)} s:\n${tail}`);
  const { tests } = readResults(await readFile(join(results, 'results.json'), 'utf8'));
  const passed = tests.filter(({ status }) => status === 'passed');
  if (passed.length !== count) throw new Error(`${passed.length} of ${tests.length} tests passed:\n${tail}`);
  const asked = sumOf(
    agents.map(({ seconds: bySecond }) => bySecond),
    targets,
  );
  progress.done(`${count} Services from ${NODES} nodes in ${seconds.toFixed(0)} s`);
  const planned = plannedSeconds({
    ...{ agents: NODES, ofAgent: asked.most, pace },
    ...{ ofAddress: asked.toClusterIp, paceOfAddress: paceToOne * endpoints },
  });
  const notes = passed[0]?.notes ?? [];
  return section(count, endpoints, { seconds, planned, peakBytes, asked, pace, paceToOne, notes });
}

/**
 * The agent of a node: it answers when a real one would have opened its connections.
 * @param toOne the connections of all agents, by their address and second
 */
function pacedAgent(
  perSecond: number,
  toOne: Map<string, Map<number, number>>,
): { reply: Reply; seconds: Map<number, number> } {
  const seconds = new Map<number, number>();
  let free = performance.now();
  const reply: Reply = (_, response, body) => {
    const { targets } = JSON.parse(body) as TcpCall;
    free = Math.max(free, performance.now());
    for (const { host, port, times = 1 } of targets) {
      const key = `${host} ${port}`;
      const ofTarget = toOne.get(key) ?? new Map<number, number>();
      toOne.set(key, ofTarget);
      for (let n = 0; n < times; n += 1) {
        free += 1_000 / perSecond;
        const second = Math.floor(free / 1_000);
        for (const count of [seconds, ofTarget]) count.set(second, (count.get(second) ?? 0) + 1);
      }
    }
    const answers = targets.map(({ host, port, times = 1 }) => ({
      ...{ host, port, ok: true, tried: times, failed: 0, seconds: 0.001 },
    }));
    setTimeout(
      () => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ answers })),
      Math.max(1, free - performance.now()),
    );
  };
  return { reply, seconds };
}

/** Lets the pod end well that tries the image of the suite, as a kubelet would. */
function runTrial({ objects: stored }: FakeApiServer): void {
  for (const [path, pod] of stored) {
    if (!path.startsWith('/api/v1/namespaces/shakedown/pods/shakedown-image-') || pod['status'] !== undefined) continue;
    const ended = [{ name: 'image', state: { terminated: { exitCode: 0 } } }];
    stored.put(path, { ...pod, status: { phase: 'Succeeded', containerStatuses: ended } });
  }
}

function sumOf(all: readonly Map<number, number>[], targets: ReadonlyMap<string, Map<number, number>>): Asked {
  const sum = (counts: Iterable<number>) => [...counts].reduce((total, count) => total + count, 0);
  const totals = all.map((one) => sum(one.values()));
  const ofKind = (isClusterIp: boolean) =>
    [...targets].flatMap(([target, counts]) => (target.startsWith(CLUSTER_IPS) === isClusterIp ? [counts] : []));
  return {
    total: sum(totals),
    most: Math.max(...totals),
    perSecond: mostOf(all),
    perSecondToEndpoint: mostOf(ofKind(false)),
    perSecondToClusterIp: mostOf(ofKind(true)),
    toClusterIp: Math.max(...ofKind(true).map((one) => sum(one.values()))),
  };
}

function mostOf(counts: readonly Map<number, number>[]): number {
  return counts.reduce((most, one) => Math.max(most, ...one.values()), 0);
}

function routesOf(agents: readonly { reply: Reply }[]): Record<string, Reply> {
  const { '/api/v1/nodes': _, '/api/v1/namespaces': __, ...discovery } = discoverable;
  const facts = { body: { nameservers: ['10.96.0.10'], search: ['svc.cluster.local'] } };
  const proxies = agents.flatMap(({ reply }, index): [string, Reply][] => {
    const proxy = `/api/v1/namespaces/shakedown/pods/agent-${index}%3A8080/proxy`;
    return [
      [`${proxy}/healthz`, facts],
      [`${proxy}/tcp`, reply],
    ];
  });
  return { ...discovery, ...Object.fromEntries(proxies) };
}

/** The nodes with their agents, and the Services with their endpoints. */
function objects(count: number, size: number): Record<string, object> {
  const ready = [{ type: 'Ready', status: 'True' }];
  const nodes = Array.from({ length: NODES }, (_, index) => {
    const images = Array.from({ length: 50 }, (__, n) => ({
      names: [`registry.example/team-${n}/app@sha256:${'0'.repeat(64)}`],
    }));
    const status = { conditions: ready, nodeInfo: { operatingSystem: 'linux', kubeletVersion: 'v1.36.3' }, images };
    return [`/api/v1/nodes/node-${index}`, { metadata: {}, spec: {}, status }];
  });
  const pods = Array.from({ length: NODES }, (_, index) => {
    const labels = { 'app.kubernetes.io/name': 'shakedown-probe-agent' };
    const podIPs = [{ ip: `10.244.${index >> 8}.${index & 255}` }];
    return [
      `/api/v1/namespaces/shakedown/pods/agent-${index}`,
      { metadata: { labels }, spec: { nodeName: `node-${index}` }, status: { conditions: ready, podIPs } },
    ];
  });
  const services = Array.from({ length: count }, (_, index) => {
    const [high, low] = [index >> 8, index & 255];
    const ports = [{ name: 'http', port: 80 }];
    const endpoints = Array.from({ length: size }, (__, n) => {
      const number = index * size + n;
      const address = `10.${245 + (number >> 16)}.${(number >> 8) & 255}.${number & 255}`;
      return { addresses: [address], targetRef: { kind: 'Pod', name: `app-${number}`, uid: `${number}` } };
    });
    return [
      [
        `/api/v1/namespaces/shop/services/app-${index}`,
        { metadata: {}, spec: { clusterIPs: [`${CLUSTER_IPS}${high}.${low}`], selector: { app: `${index}` }, ports } },
      ],
      [
        `/apis/discovery.k8s.io/v1/namespaces/shop/endpointslices/app-${index}`,
        {
          metadata: { labels: { ...WRITTEN, 'kubernetes.io/service-name': `app-${index}` } },
          ...{ addressType: 'IPv4', ports: [{ name: 'http', port: 8080 }], endpoints },
        },
      ],
    ];
  }).flat();
  const namespaces = ['shop', 'shakedown', 'shakedown-workloads', 'kube-system'].map((name) => [
    `/api/v1/namespaces/${name}`,
    { metadata: {} },
  ]);
  return Object.fromEntries([...namespaces, ...nodes, ...pods, ...services]) as Record<string, object>;
}

function section(
  count: number,
  endpoints: number,
  figures: {
    seconds: number;
    planned: Record<string, number>;
    peakBytes: number;
    asked: Asked;
    pace: number;
    paceToOne: number;
    notes: readonly string[];
  },
): Section {
  const { seconds, planned, peakBytes, asked, pace, paceToOne, notes } = figures;
  const [limit, least] = Object.entries(planned).toSorted(([, a], [, b]) => b - a)[0] ?? ['', 0];
  return {
    title: `Probing: ${count} Services with ${endpoints} endpoints each from ${NODES} nodes`,
    facts: [
      `${count} Services with a cluster IP and ${endpoints} endpoints each, ${count * endpoints} endpoints; ${NODES} nodes with agents that answer at ${pace} connections per second`,
      `a heap of ${HEAP_MIB} MiB, as Node chooses it in the plugin's default limit of 512 MiB; memory is VmHWM of the largest process`,
      `the least time by the limits of probing is that of ${limit}, ${least.toFixed(0)} s`,
      ...notes.map((note) => `the note of each Service: ${note}`),
    ],
    tables: [
      {
        title: 'Cost',
        rows: [
          [
            ...['seconds', 'planned at least', 'connections', 'per second', 'of one node', 'in its busiest second'],
            ...['in that of an endpoint', 'in that of a cluster IP', 'peak MiB'],
          ],
          [
            seconds.toFixed(0),
            least.toFixed(0),
            String(asked.total),
            (asked.total / seconds).toFixed(0),
            String(asked.most),
            String(asked.perSecond),
            String(asked.perSecondToEndpoint),
            String(asked.perSecondToClusterIp),
            (peakBytes / MIB).toFixed(0),
          ],
        ],
      },
    ],
    goals: [
      {
        goal: 'within the default limit of 512 MiB',
        seen: `${(peakBytes / MIB).toFixed(0)} MiB`,
        met: peakBytes < 512 * MIB,
      },
      {
        goal: `at most ${pace} connections per second of a node`,
        seen: String(asked.perSecond),
        met: asked.perSecond <= pace,
      },
      {
        goal: `${paceToOne} connections per second to an endpoint, and ${paceToOne * endpoints} to a cluster IP, from all nodes, and at most four times as many in a burst`,
        seen: `${asked.perSecondToEndpoint} and ${asked.perSecondToClusterIp}`,
        met: asked.perSecondToEndpoint <= 4 * paceToOne && asked.perSecondToClusterIp <= 4 * paceToOne * endpoints,
      },
    ],
    figures,
  };
}
