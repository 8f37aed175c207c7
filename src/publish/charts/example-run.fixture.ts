import type { Measurement, OverTime, Results, Status, TestResult } from '../../results/model.ts';
import type { ScalingSeries } from './scaling-series.ts';

const BEGAN = Date.parse('2026-11-28T06:00:00.000Z');
const seconds = (id: string, value: number, budget?: number, budgetReason?: string): Measurement => ({
  ...{ id, value, unit: 'seconds' },
  ...(budget !== undefined && { budget }),
  ...(budgetReason !== undefined && { budgetReason }),
});

/** A value of these seconds that goes up and down over time. */
function wave(length: number, value: number): OverTime {
  const at = Array.from({ length }, (_, second) => second);
  return { at, values: at.map((second) => Math.round(value * (600 + 400 * Math.sin(second / 3))) / 1_000) };
}

/** For tests: a test that began some seconds after its run. */
export function exampleTest(
  id: string,
  status: Status,
  from: number,
  took: number,
  more: Partial<TestResult> = {},
): TestResult {
  return {
    ...{ id, area: id.split('/', 1)[0] ?? '', title: `${id.split('/').at(-1)} is healthy`, status, attempts: 1 },
    ...{
      startedAt: new Date(BEGAN + from * 1_000).toISOString(),
      durationSeconds: took,
      measurements: [],
      evidence: [],
    },
    ...more,
  };
}

const terms = [
  seconds('metric-above-target', 31.2, 75, 'metrics window 60 s + sync interval 15 s'),
  seconds('decision', 4.1, 30, 'two sync intervals of 15 s'),
  seconds('pods-created', 1.4, 20, 'the pods of two steps'),
  seconds('pods-ready', 6.3, 60, 'autoscaling.podStart'),
  seconds('metric-back-under-target', 44, 105, 'metrics window 60 s + sync interval 15 s + slack 30 s'),
  seconds('scale-down-decision', 61, 120, 'stabilisation window 60 s + sync interval 15 s'),
  seconds('at-minimum', 22, 90, 'termination grace period 30 s'),
];

const tests: TestResult[] = [
  exampleTest('workloads/deployment/team-a/web', 'failed', 3, 120, {
    title: 'Deployment team-a/web is rolled out',
    reason: {
      code: 'WAIT_TOO_LONG',
      message:
        'image "registry.example/web:1.2.4" cannot be pulled (ImagePullBackOff): registry.example/web:1.2.4: not found (pod web-6f9c7d5b8-x2xkq)',
      todo: 'kubectl -n team-a describe pod web-6f9c7d5b8-x2xkq',
      counts: 'desired 1, updated 1, total 1, available 0, unavailable 1, ready 0',
      detail:
        'WAIT_TOO_LONG: image "registry.example/web:1.2.4" cannot be pulled\n  expected: Deployment team-a/web is rolled out',
    },
    evidence: [{ title: 'events', file: 'evidence/workloads.deployment.team-a.web-events.txt' }],
  }),
  ...['team-b/db', 'team-c/db'].map((name, index) =>
    exampleTest(`workloads/statefulset/${name}`, 'failed', 4 + index, 121, {
      title: `StatefulSet ${name} is rolled out`,
      reason: {
        code: 'WAIT_TOO_LONG',
        message: 'it cannot be scheduled: 0/3 nodes are available: 3 Insufficient memory',
        todo: `kubectl -n ${name.split('/', 1)[0]} describe pod db-1`,
        counts: 'desired 3, ready 2',
      },
    }),
  ),
  ...Array.from({ length: 14 }, (_, index) =>
    exampleTest(`workloads/deployment/shop/service-${index + 1}`, 'passed', 3 + index, 1 + index * 0.7, {
      title: `Deployment shop/service-${index + 1} is rolled out`,
      measurements: [seconds('settled', 0.4 + index / 10), { id: 'dips', value: 0, unit: 'count' }],
    }),
  ),
  exampleTest('workloads/service/shop/postgres', 'skipped', 5, 0, {
    title: 'Service shop/postgres has endpoints',
    reason: { code: 'NO_SELECTOR', message: 'it has no selector: its endpoints are not created from pods' },
  }),
  exampleTest('workloads/rolling-restart/own', 'passed', 20, 62, {
    title: 'no request is lost during a rolling restart',
    notes: ['3 of 1200 requests were slow'],
    measurements: [
      { id: 'requests', value: 1200, unit: 'count' },
      { id: 'requests-failed', value: 0, unit: 'count', budget: 0, budgetReason: 'none may be lost' },
      { ...seconds('request-p50', 0.004), overTime: wave(24, 0.004) },
      { ...seconds('request-p99', 0.061), overTime: wave(24, 0.061) },
      seconds('sigterm-to-exit', 11.2, 30, 'terminationGracePeriodSeconds of its pods'),
    ],
  }),
  exampleTest('autoscaling/under-load/cpu', 'passed', 82, 238, {
    title: 'An HPA follows the load by the CPU of its pods',
    measurements: terms,
    evidence: [{ title: 'series.json', file: 'evidence/autoscaling.under-load.cpu-series.json' }],
  }),
  exampleTest('autoscaling/under-load/sidecar', 'inconclusive', 320, 45, {
    title: 'An HPA follows the load by the CPU of its pods, which have a sidecar',
    reason: {
      code: 'LOAD_GENERATOR_STARVED',
      message: 'the load generator had too little CPU: 41 % of its loops were late',
      todo: 'give the workers more CPU: load.workerCpu',
      counts: 'requested 90 per second, generated 52.1',
    },
  }),
  ...['steady', 'burst', 'rotated'].map((name, index) =>
    exampleTest(`observability/logs/${name}`, 'passed', 8 + index, 34 + index * 7, {
      title: `every line of a ${name} log is in the log store`,
      measurements: [
        { id: 'lines-written', value: 600, unit: 'count' },
        { id: 'lines-lost', value: 0, unit: 'count' },
        { ...seconds('time-to-visible-p50', 1.2 + index), overTime: wave(25, 1.2 + index) },
        { ...seconds('time-to-visible-p99', 4.1 + index * 2), overTime: wave(25, 4 + index * 2) },
        seconds('time-to-visible-last', 5.6 + index * 2),
      ],
    }),
  ),
  exampleTest('observability/own-metric', 'passed', 7, 48, {
    title: 'a metric of a pod is in Prometheus',
    measurements: [seconds('time-to-visible', 34.5, 75, 'two scrape intervals of 30 s + 15 s')],
  }),
  exampleTest('loadtest/life-cycle', 'passed', 366, 74, {
    title: 'three workers load an app for 30 s, a fourth joins them',
    measurements: [
      seconds('setup', 12.5),
      { id: 'rate', value: 59.8, unit: 'per second' },
      { ...seconds('p50', 0.003), overTime: wave(10, 0.003) },
      { ...seconds('p95', 0.012), overTime: wave(10, 0.012) },
    ],
    evidence: [
      { title: 'account.json', file: 'evidence/loadtest.life-cycle-account.json' },
      { title: 'requests.csv', file: 'evidence/loadtest.life-cycle-requests.csv' },
    ],
  }),
  exampleTest('dns/service-names', 'error', 6, 0.4, {
    title: 'each name of a Service resolves on each node',
    reason: {
      code: 'SPEC_THREW',
      message: 'TypeError: Cannot read properties of undefined',
      detail: 'TypeError: …\n    at spec.ts:24',
    },
  }),
  exampleTest('storage/volumes', 'not-run', 0, 0, {
    title: 'a volume is written, read and removed',
    reason: { code: 'NOT_STARTED', message: 'the run was stopped at its deadline' },
  }),
  exampleTest('storage/default-storage-class', 'skipped', 3, 0, {
    title: 'there is one default StorageClass',
    reason: { code: 'PART_ABSENT', part: 'storage', message: 'there is no StorageClass' },
  }),
].map(({ startedAt, ...test }) =>
  test.status === 'not-run' || startedAt === undefined ? test : { ...test, startedAt },
);

/** For tests: a run with each status, measurements, evidence and what was not covered. */
export const exampleRun: Results = {
  schemaVersion: 1,
  run: {
    ...{ id: '20261128-060000-mnjv', startedAt: new Date(BEGAN).toISOString(), endedAt: '2026-11-28T06:07:24.000Z' },
    ...{ suiteVersion: '0.1.0', configDigest: 'b5bb9d8014a0', dryRun: false },
    settings: [
      { key: 'cluster.name', value: 'staging', origin: 'shakedown.config.yaml:2:9' },
      { key: 'scope.excludeNamespaces', value: 'sandbox', origin: '--set' },
    ],
    selection: { selected: tests.length, leftOut: [{ by: 'run.disruptive', value: 'false', tests: 4 }] },
    cluster: {
      ...{ name: 'staging', uid: '5c1b0f0e-9a0f-4c11-b0a1-3a0f0c9d1b2e', version: 'v1.37.2' },
      nodes: ['control-1', 'worker-1', 'worker-2'].map((name) => ({
        ...{ name, version: 'v1.37.2', os: 'Debian GNU/Linux 12', runtime: 'containerd://2.1.4', simulated: false },
      })),
    },
    notCovered: [
      { what: 'namespace sandbox', reason: 'excluded by configuration (scope.excludeNamespaces)' },
      { what: 'gateways.gateway.networking.k8s.io', reason: 'not served here' },
    ],
    measurements: [
      seconds('run', 444),
      seconds('critical-path', 431),
      seconds('before-checks', 3.1),
      seconds('after-checks', 4),
      { id: 'suite-overhead', value: 0.029, unit: 'ratio' },
    ],
    criticalPath: {
      lock: 'cpu-load',
      tests: [
        'workloads/rolling-restart/own',
        'autoscaling/under-load/cpu',
        'autoscaling/under-load/sidecar',
        'loadtest/life-cycle',
      ],
    },
    notes: ['the clock of node worker-2 is 1.2 s ahead'],
  },
  plan: tests.map(({ id, area, title }) => ({ id, area, title, safety: 'read' })),
  tests,
};

/** For tests: an HPA that follows a load up and down. */
export function exampleSeries(): ScalingSeries {
  const at = Array.from({ length: 171 }, (_, index) => index);
  const during = (second: number) => second > 12 && second < 88;
  const desired = at.map((second) => (second < 35 ? 2 : second < 149 ? 6 : 2));
  return {
    ...{ target: 50, loadStopped: 88, at, desired, current: desired },
    moments: {
      metricAbove: 31.2,
      decision: 35.3,
      created: 36.7,
      ready: 43,
      backUnder: 87,
      downDecision: 149,
      atMinimum: 171,
    },
    rate: at.map((second) => (during(second) ? 90 : 0)),
    metricPercent: at.map((second) =>
      second < 20 ? null : second < 60 ? 290 - Math.abs(40 - second) * 8 : second < 95 ? 96 + (second % 7) : 4,
    ),
    ready: at.map((second) => (second < 43 ? 2 : second < 165 ? 6 : 2)),
  };
}

/** For tests: the evidence of `exampleRun`, by file. */
export const exampleEvidence: ReadonlyMap<string, string> = new Map([
  [
    'evidence/workloads.deployment.team-a.web-events.txt',
    '6m  Warning  Failed  pod/web-6f9c7d5b8-x2xkq  Failed to pull image "registry.example/web:1.2.4": not found\n5m  Warning  BackOff  pod/web-6f9c7d5b8-x2xkq  Back-off pulling image',
  ],
  ['evidence/autoscaling.under-load.cpu-series.json', JSON.stringify(exampleSeries())],
  [
    'evidence/loadtest.life-cycle-account.json',
    JSON.stringify({
      total: { num_requests: 1794, response_times: { 2: 600, 3: 700, 5: 300, 9: 120, 15: 50, 40: 20, 90: 4 } },
    }),
  ],
  ['evidence/loadtest.life-cycle-requests.csv', 'Type,Name,Request Count\nGET,/,1794\n'],
]);
