import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { shakedown } from './command-line.ts';
import { FakeApiServer } from '../../fake-api-server/fake-api-server.ts';

const PLACE = '/namespaces/loadtest';
const DEPLOYMENT = `/apis/apps/v1${PLACE}/deployments/locust-master`;
const SERVICE = `/api/v1${PLACE}/services/locust-master`;
const POD = `/api/v1${PLACE}/pods/locust-master-x`;
const labels = { 'shakedown/load': 'locust', 'app.kubernetes.io/managed-by': 'shakedown' };

/** The status of a load that somebody else has started step by step. */
const status = {
  ...{
    instanceId: 'b1',
    locust: '2.47.0',
    state: 'running',
    host: 'http://shop',
    expected: 1,
    connected: 1,
    workers: [],
  },
  ...{ users: 50, requests: 10, failures: 0, rate: 100, failureRate: 0, percentiles: {} },
  run: { id: 'r1', startedAt: 1_795_000_000, users: 50, spawnRate: 50, seconds: 300, rate: 100, settled: false },
};

describe('A load test where somebody else’s load runs', () => {
  let directory: string;
  beforeEach(async () => (directory = await mkdtemp(join(tmpdir(), 'under-way-'))));
  afterEach(() => rm(directory, { recursive: true }));

  it('is warned of a run of the suite that is under way', async () => {
    const now = new Date().toISOString();
    await using api = await FakeApiServer.start({
      objects: {
        '/version': { gitVersion: 'v1.36.3' },
        '/api/v1/namespaces/loadtest': {},
        '/apis/coordination.k8s.io/v1/namespaces/shakedown/leases/shakedown': {
          metadata: { name: 'shakedown', annotations: { 'shakedown/holder': 'ann@laptop (shakedown run)' } },
          spec: {
            holderIdentity: 'r9',
            leaseDurationSeconds: 30,
            acquireTime: '2026-11-21T08:14:50.1Z',
            renewTime: now,
          },
        },
        [DEPLOYMENT]: { metadata: { name: 'locust-master', labels } },
        [SERVICE]: { metadata: { name: 'locust-master', labels } },
        [POD]: {
          metadata: { name: 'locust-master-x', labels: { ...labels, 'app.kubernetes.io/component': 'master' } },
          status: { phase: 'Running' },
        },
        [`${POD}%3A8089/proxy/shakedown/status`]: status,
      },
    });
    await writeFile(join(directory, 'kubeconfig'), api.kubeconfig);
    const args = ['loadtest', 'run', '--target', 'shop', '--no-resolve', '--kubeconfig', 'kubeconfig'];
    const { stderr } = await shakedown(args, { cwd: directory });
    expect(stderr, stderr).to.include(
      'warning: run r9 of ann@laptop (shakedown run), since 2026-11-21T08:14:50Z, is running in this cluster: this load may change what it measures, and the other way round\n',
    );
  });

  it('is refused, and leaves that load alone', async () => {
    await using api = await FakeApiServer.start({
      objects: {
        '/version': { gitVersion: 'v1.36.3' },
        '/api/v1/namespaces/loadtest': {},
        [DEPLOYMENT]: { metadata: { name: 'locust-master', labels } },
        [SERVICE]: { metadata: { name: 'locust-master', labels } },
        [POD]: {
          metadata: { name: 'locust-master-x', labels: { ...labels, 'app.kubernetes.io/component': 'master' } },
          status: { phase: 'Running' },
        },
        [`${POD}%3A8089/proxy/shakedown/status`]: status,
      },
    });
    await writeFile(join(directory, 'kubeconfig'), api.kubeconfig);
    const args = ['loadtest', 'run', '--target', 'shop', '--no-resolve', '--kubeconfig', 'kubeconfig'];
    const { exit, stderr } = await shakedown(args, { cwd: directory });
    expect(stderr, stderr).to.include(
      'LOAD_UNDER_WAY: a load of 50 users, since 2026-11-18T11:06:40.000Z\n' +
        '  expected: no load to run in loadtest/locust\n' +
        '  do:       wait for its end, or end it: shakedown loadtest stop',
    );
    expect(exit).to.equal(5);
    expect([...api.objects.keys()]).to.include.members([DEPLOYMENT, SERVICE, POD]);
    expect(api.writes.filter((write) => !write.includes('/leases'))).to.deep.equal([]);
  });
});
