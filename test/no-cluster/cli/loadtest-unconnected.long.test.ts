import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { suiteLabels } from '../../../src/objects/suite-labels.ts';
import { readResults } from '../../../src/results/read.ts';
import { eventually } from '../../time/eventually.ts';
import { shakedown } from './command-line.ts';
import { FakeApiServer } from '../../fake-api-server/fake-api-server.ts';

const PLACE = '/namespaces/loadtest';
const LEASE = `/apis/coordination.k8s.io/v1${PLACE}/leases/shakedown`;
const WORKER = `/apis/apps/v1${PLACE}/deployments/locust-worker`;

describe('A load test whose workers never connect', function () {
  this.timeout(60_000);

  let directory: string;
  let api: FakeApiServer;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'unconnected-'));
    api = await FakeApiServer.start({
      objects: { '/version': { gitVersion: 'v1.36.3' }, '/api/v1/namespaces/loadtest': {} },
    });
    await writeFile(join(directory, 'kubeconfig'), api.kubeconfig);
    await writeFile(join(directory, 'config.yaml'), 'load: { connect: 2s }\n');
  });
  afterEach(async () => {
    await api[Symbol.asyncDispose]();
    await rm(directory, { recursive: true });
  });

  const loadtest = (command: string, ...more: string[]) => {
    const own = ['--target', 'shop', '--no-resolve', '--kubeconfig', 'kubeconfig', '--config', 'config.yaml'];
    return shakedown(['loadtest', command, ...own, ...more], { cwd: directory });
  };
  const relabel = (path: string, run: string) => {
    const { metadata, ...rest } = api.objects.get(path) ?? { metadata: { name: '' } };
    api.put(path, { ...rest, metadata: { ...metadata, labels: { ...metadata.labels, [suiteLabels.runLabel]: run } } });
  };
  /** The platform's existing objects. */
  const platform = () => [...api.objects.keys()].filter((path) => path.includes('/locust-'));

  it('is not judged, has the reason in its results, and leaves nothing behind', async () => {
    const { exit, stdout, stderr } = await loadtest('run', '--threshold', 'p95 < 1s', '--results-dir', 'results');
    expect(stdout, stderr).to.include('INCOMPLETE: 1 not run, 1 inconclusive, of 2 tests');
    expect(exit).to.equal(4);
    const { tests } = readResults(await readFile(join(directory, 'results', 'results.json'), 'utf8'));
    const why =
      'the master does not answer yet; expected: 3 workers of the Locust platform loadtest/locust are connected';
    expect(tests.map(({ id, status, reason }) => `${status} ${id}: ${reason?.code}: ${reason?.message}`)).to.deep.equal(
      [
        `inconclusive loadtest/paths/load: WAIT_TOO_LONG: ${why}`,
        `not-run loadtest/paths/all/p95: WAIT_TOO_LONG: not judged: ${why}`,
      ],
    );
    expect(await readdir(join(directory, 'results'))).to.include('junit.xml');
    expect(platform()).to.deep.equal([]);
  });

  it('leaves the platform to a run that has taken over the Lease and the platform meanwhile', async () => {
    const ended = loadtest('run');
    await eventually(() => api.objects.has(WORKER));
    // As after the sleep of a laptop: this run does not know about it.
    for (const path of platform()) relabel(path, 'another');
    api.put(LEASE, { ...api.objects.get(LEASE), spec: { holderIdentity: 'another' } });
    const { stderr } = await ended;
    expect(platform(), stderr).to.have.length(6);
    expect(stderr).to.include('left loadtest/locust as it is: run another has set it up meanwhile');
  });

  it('is removed even if the Lease is deleted, unless somebody else has set it up', async () => {
    const ended = loadtest('run');
    await eventually(() => api.objects.has(WORKER));
    api.objects.delete(LEASE);
    const { stderr } = await ended;
    expect(platform(), stderr).to.deep.equal([]);
  });

  it('is not left behind by a failed setup, which removes what it has created', async () => {
    api.objects.delete('/api/v1/namespaces/loadtest');
    const { exit, stderr } = await loadtest('setup');
    expect(stderr).to.include('WAIT_TOO_LONG: the master does not answer yet');
    expect([...api.objects.keys()]).to.deep.equal(['/version']);
    expect(exit).to.equal(4);
  });

  it('is never set up for a threshold that is finer than what is measured', async () => {
    const { exit, stderr } = await loadtest('run', '--threshold', 'p95 < 0.1ms');
    expect(stderr).to.include(
      "LOAD_THRESHOLD_INVALID: 'p95 < 0.1ms': percentiles are measured in whole milliseconds: write 1ms or more, without fractions of a millisecond\n",
    );
    expect(api.writes).to.deep.equal([]);
    expect(exit).to.equal(2);
  });

  it('leaves no namespace that it has created when it cannot create its Lease', async () => {
    api.objects.delete('/api/v1/namespaces/loadtest');
    api.refusals.set(`POST /apis/coordination.k8s.io/v1${PLACE}/leases`, 403);
    const { exit, stderr } = await loadtest('run');
    expect(stderr).to.include('CLUSTER_FORBIDDEN');
    expect([...api.objects.keys()]).to.deep.equal(['/version']);
    expect(exit).to.equal(5);
  });

  it('leaves the namespace to a run that has created it first', async () => {
    const labels = { 'shakedown/load': 'locust' };
    api.put('/api/v1/namespaces/loadtest', { metadata: { name: 'loadtest', labels } });
    const renewTime = new Date().toISOString();
    api.put(LEASE, {
      spec: { holderIdentity: 'another', leaseDurationSeconds: 30, acquireTime: renewTime, renewTime },
    });
    const { exit, stderr } = await loadtest('run');
    expect(stderr).to.include('RUN_UNDER_WAY');
    expect([...api.objects.keys()]).to.deep.equal(['/version', '/api/v1/namespaces/loadtest', LEASE]);
    expect(exit).to.equal(5);
  });

  it('stays when it replaces an earlier platform, with a message that says how to remove it', async () => {
    const ofSuite = { [suiteLabels.managedByLabel]: suiteLabels.managedBy, [suiteLabels.runLabel]: 'before' };
    const labels = { 'shakedown/load': 'web', ...ofSuite };
    const master = `/apis/apps/v1${PLACE}/deployments/web-master`;
    api.put(master, { metadata: { name: 'web-master', labels } });
    const { stderr } = await loadtest('setup', '--namespace', 'loadtest', '--name', 'web', '--take-over');
    expect(stderr).to.match(
      /^left loadtest\/web as it is; remove it: shakedown loadtest cleanup --namespace loadtest --name web\nWAIT_TOO_LONG: /m,
    );
    expect([...api.objects.keys()]).to.include(master);
  });
});
