import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { shakedown } from './command-line.ts';
import { kubeconfigFor } from './kubeconfig-for.ts';
import { ObjectApi } from './object-api.ts';

const PLACE = '/namespaces/loadtest';
const DEPLOYMENT = `/apis/apps/v1${PLACE}/deployments/locust-master`;
const SERVICE = `/api/v1${PLACE}/services/locust-master`;
const POD = `/api/v1${PLACE}/pods/locust-master-x`;
const labels = { 'shakedown/load': 'locust' };

/** The master's answer while a load runs that somebody has started step by step. */
const status = {
  ...{ boot: 'b1', locust: '2.47.0', state: 'running', host: 'http://shop', expected: 1, connected: 1, workers: [] },
  ...{ users: 50, requests: 10, failures: 0, rate: 100, failureRate: 0, percentiles: {} },
  run: { id: 'r1', startedAt: 1_795_000_000, users: 50, spawnRate: 50, seconds: 300, rate: 100, settled: false },
};

describe('A load test while somebody else’s load runs', () => {
  let directory: string;
  beforeEach(async () => (directory = await mkdtemp(join(tmpdir(), 'under-way-'))));
  afterEach(() => rm(directory, { recursive: true }));

  it('is refused, and leaves that load alone', async () => {
    await using api = await ObjectApi.start({
      '/version': {},
      '/api/v1/namespaces/loadtest': {},
      [DEPLOYMENT]: { metadata: { name: 'locust-master', labels } },
      [SERVICE]: { metadata: { name: 'locust-master', labels } },
      [POD]: {
        metadata: { name: 'locust-master-x', labels: { ...labels, 'app.kubernetes.io/component': 'master' } },
        status: { phase: 'Running' },
      },
      [`${POD}%3A8089/proxy/shakedown/status`]: status,
    });
    await writeFile(join(directory, 'kubeconfig'), kubeconfigFor(api.url));
    const args = ['loadtest', 'run', '--target', 'shop', '--no-resolve', '--kubeconfig', 'kubeconfig'];
    const { exit, stderr } = await shakedown(args, { cwd: directory });
    expect(stderr, stderr).to.include(
      'LOAD_UNDER_WAY: a load of 50 users, since 2026-11-18T11:06:40.000Z\n' +
        '  expected: no load to be on in loadtest/locust\n' +
        '  do:       wait for its end, or end it: shakedown loadtest stop',
    );
    expect(exit).to.equal(5);
    expect([...api.objects.keys()]).to.include.members([DEPLOYMENT, SERVICE, POD]);
    expect(api.writes.filter((write) => !write.includes('/leases'))).to.deep.equal([]);
  });
});
