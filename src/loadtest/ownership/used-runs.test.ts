import { expect } from 'chai';
import { FakeApiServer, status, type FakeApi } from '../../../test/fake-api-server/fake-api-server.ts';
import { configSchema } from '../../config/schema.ts';
import { testAccount, testRun } from '../../instruments/load/figures/account.fixture.ts';
import { findLeftovers } from '../../objects/clean-up/find-leftovers.ts';
import { suiteLabels } from '../../objects/suite-labels.ts';
import { loadTestKinds } from '../load-test-kinds.ts';
import { usedRuns } from './used-runs.ts';

const CORE = '/api/v1/namespaces/load';
const MASTER = '/apis/apps/v1/namespaces/load/deployments/locust-master';
const LEASE = '/apis/coordination.k8s.io/v1/namespaces/load/leases/shakedown';
const labels = {
  [suiteLabels.managedByLabel]: suiteLabels.managedBy,
  [suiteLabels.runLabel]: 'r1',
  'shakedown/load': 'locust',
};
const platform = {
  [CORE]: {},
  [MASTER]: { metadata: { name: 'locust-master', labels } },
  [`${CORE}/services/locust-master`]: { metadata: { name: 'locust-master', labels } },
};
const pod = {
  [`${CORE}/pods/locust-master-x`]: {
    metadata: { name: '', labels: { 'shakedown/load': 'locust', 'app.kubernetes.io/component': 'master' } },
    status: { phase: 'Running' },
  },
};
const STATUS = `${CORE}/pods/locust-master-x%3A8089/proxy/shakedown/status`;
const running = testRun({ startedAt: 1_795_000_000 });
delete running.stoppedAt;

/** Which runs are in use, and why, with these further objects and answers. */
async function used(objects: NonNullable<FakeApi['objects']>, routes: NonNullable<FakeApi['routes']> = {}) {
  await using api = await FakeApiServer.start({ objects: { ...platform, ...objects }, routes });
  const cluster = api.door();
  const { signal } = new AbortController();
  const { leftovers } = await findLeftovers(cluster, { kinds: loadTestKinds, namespaces: ['load'] }, signal);
  expect(leftovers).to.have.length(2);
  const found = await usedRuns({ cluster, config: configSchema.parse({}) }, leftovers, signal);
  await cluster.close();
  return Object.fromEntries(found);
}

describe('A load platform that has expired', () => {
  it('is in use while its run is alive', async () => {
    const lease = (holderIdentity: string, renewTime: Date) => ({
      [LEASE]: {
        metadata: { name: 'shakedown', annotations: { 'shakedown/holder': 'ann@laptop (shakedown loadtest run)' } },
        spec: {
          holderIdentity,
          leaseDurationSeconds: 30,
          acquireTime: '2026-11-21T08:14:50.1Z',
          renewTime: renewTime.toISOString(),
        },
      },
    });
    expect(await used(lease('r1', new Date()))).to.deep.equal({
      r1: 'run r1 of ann@laptop (shakedown loadtest run), since 2026-11-21T08:14:50Z, is alive',
    });
    expect(await used(lease('r1', new Date(0)))).to.deep.equal({});
    expect(await used(lease('r2', new Date()))).to.not.have.property('r1');
  });

  it('is in use while a load runs on it, though its run has ended', async () => {
    const load = { r1: 'a load of 50 users, since 2026-11-18T11:06:40.000Z runs on load/locust' };
    expect(await used(pod, { [STATUS]: { body: testAccount({ run: running, users: 50 }) } })).to.deep.equal(load);
    expect(await used(pod, { [STATUS]: { body: testAccount({ run: testRun() }) } })).to.deep.equal({});
    expect(await used(pod, { [STATUS]: { body: testAccount({ run: null }) } })).to.deep.equal({});
  });

  it('may be in use when it cannot be asked by this account', async () => {
    const why = 'this account may not ask load/locust whether a load runs on it';
    expect(await used(pod, { [STATUS]: status(403, 'Forbidden', 'no pods/proxy') })).to.deep.equal({ r1: why });
  });

  it('is not in use when it does not answer, or takes orders only of a run that is over', async () => {
    expect(await used({})).to.deep.equal({});
    expect(await used(pod, { [STATUS]: { status: 403, body: { refused: 'this needs the token' } } })).to.deep.equal({});
  });
});
