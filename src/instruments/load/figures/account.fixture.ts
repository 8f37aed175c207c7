import type { GeneratorAccount, LoadAccount } from './account.ts';

const START = 1_795_000_000;

/** For tests: the account of a good load test of 30 s by two workers at 100 requests per second, with the given differences. */
export function testAccount(different: Partial<LoadAccount> = {}): LoadAccount {
  const perSecond = Object.fromEntries(Array.from({ length: 30 }, (_, second) => [String(START + second), 100]));
  const entry = {
    name: '/',
    method: 'GET',
    num_requests: 3_000,
    num_failures: 0,
    response_times: { 2: 2_000, 5: 900, 20: 80, 90: 20 },
    num_reqs_per_sec: perSecond,
  };
  return {
    instanceId: 'b1',
    locust: '2.47.0',
    state: 'stopped',
    host: 'http://shop.web',
    expected: 2,
    connected: 2,
    workers: [],
    users: 0,
    requests: 3_000,
    failures: 0,
    rate: 100,
    failureRate: 0,
    percentiles: { 50: 2, 95: 5, 99: 20 },
    run: testRun(),
    connections: [[0, 2, 2]],
    lost: [],
    resets: [],
    presence: [[0, 30, 20, 20]],
    idle: [],
    latency: [],
    generators: [testGenerator('locust-worker-a'), testGenerator('locust-worker-b')],
    total: { ...entry, name: 'Aggregated', method: '' },
    entries: [entry],
    errors: [],
    exceptions: [],
    ...different,
  };
}

/** For tests: a finished run of 30 s without a requested rate. */
export function testRun(different: Partial<NonNullable<LoadAccount['run']>> = {}): NonNullable<LoadAccount['run']> {
  return {
    id: 'r1',
    startedAt: START,
    stoppedAt: START + 30,
    stopCode: 'time-over',
    stopReason: 'run time over',
    users: 20,
    spawnRate: 20,
    seconds: 30,
    rate: 0,
    shape: false,
    settled: true,
    ...different,
  };
}

/** For tests: what a worker with enough idle CPU reports about itself. */
export function testGenerator(pod: string, different: Partial<GeneratorAccount> = {}): GeneratorAccount {
  return {
    id: `${pod}_${'0'.repeat(32)}`,
    cpuLimit: null,
    late: { 0: 500, 1: 98, 3: 2 },
    samples: Array.from({ length: 10 }, () => [3, 0.6, 30, 0, 2, 10]),
    started: 1_500,
    finished: 1_500,
    aborted: 0,
    ...different,
  };
}
