import { expect } from 'chai';
import { FakeApiServer, type Stored } from '../../../test/fake-api-server/fake-api-server.ts';
import { kinds } from '../../cluster/kinds/kinds.ts';
import { jumpingClock } from '../../time/clock.ts';
import { CreatedObjects } from '../created-objects.ts';
import { createOrAdopt } from './create-or-adopt.ts';
import { forChecks, forNamespaces, forPrerequisites, forUsers, type CreatePolicy } from './create-policy.ts';

const { signal } = new AbortController();
const MAPS = '/api/v1/namespaces/suite/configmaps';
const PATH = `${MAPS}/note`;
const manifest = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: {
    namespace: 'suite',
    name: 'note',
    labels: { 'app.kubernetes.io/managed-by': 'shakedown', 'shakedown/run': 'r1' },
  },
  data: { by: 'us' },
};
const existing = (labels: Record<string, string>, more: object = {}): Partial<Stored> => ({
  metadata: { name: '', labels, ...more },
  data: { by: 'them' },
});
const ofRun = (run: string) => ({ 'app.kubernetes.io/managed-by': 'shakedown', 'shakedown/run': run });
const owners: Record<string, Record<string, string>> = {
  'this run': ofRun('r1'),
  'a dead run': ofRun('r0'),
  'somebody else': { team: 'shop' },
  'the suite, for no run': { 'app.kubernetes.io/managed-by': 'shakedown' },
};

describe('An object that is to be created', () => {
  async function creating(policy: CreatePolicy, objects: Record<string, Partial<Stored>>, lost: string[] = []) {
    await using api = await FakeApiServer.start({ objects });
    for (const call of lost) api.lostAnswers.add(call);
    const cluster = api.door({ clock: jumpingClock() });
    const created = new CreatedObjects(cluster, 'r1');
    const owner = { runId: 'r1', home: 'suite', created };
    try {
      const outcome = await createOrAdopt(cluster, { ...owner, kind: kinds.configMaps, manifest, policy, signal });
      return { did: outcome.did, by: api.objects.get(PATH)?.['data'], noted: created.all().length, writes: api.writes };
    } catch (error) {
      return { did: (error as { code?: string }).code, noted: created.all().length, writes: api.writes };
    } finally {
      await cluster.close();
    }
  }
  const [us, them] = [{ by: 'us' }, { by: 'them' }];

  for (const [name, policy] of Object.entries({ forChecks, forPrerequisites, forNamespaces, forUsers }))
    it(`is created where nothing has its name, and noted (${name})`, async () => {
      expect(await creating(policy, {})).to.deep.equal({ did: 'created', by: us, noted: 1, writes: [`POST ${MAPS}`] });
    });

  for (const [name, policy, whose, did] of [
    ['forChecks', forChecks, 'a dead run', 'created'],
    ['forChecks', forChecks, 'somebody else', 'OBJECT_NAME_TAKEN'],
    ['forChecks', forChecks, 'the suite, for no run', 'OBJECT_NAME_TAKEN'],
    ['forPrerequisites', forPrerequisites, 'this run', 'kept'],
    ['forPrerequisites', forPrerequisites, 'a dead run', 'created'],
    ['forPrerequisites', forPrerequisites, 'somebody else', 'kept'],
    ['forPrerequisites', forPrerequisites, 'the suite, for no run', 'kept'],
    ['forNamespaces', forNamespaces, 'a dead run', 'kept'],
    ['forNamespaces', forNamespaces, 'somebody else', 'kept'],
    ['forUsers', forUsers, 'somebody else', 'kept'],
    ["'apply'", 'apply', 'somebody else', 'applied'],
  ] as const)
    it(`is ${did} where ${whose} has one of its name (${name})`, async () => {
      const outcome = await creating(policy, { [PATH]: existing(owners[whose] ?? {}) });
      expect(outcome.did).to.equal(did);
      if (did === 'OBJECT_NAME_TAKEN') return expect(outcome.writes).to.deep.equal([`POST ${MAPS}`]);
      expect(outcome.by).to.deep.equal(did === 'kept' ? them : us);
      // What is kept stays at the end of the run too.
      return expect(outcome.noted).to.equal(did === 'created' ? 1 : 0);
    });

  it('is not taken from a live run', async () => {
    const lease = '/apis/coordination.k8s.io/v1/namespaces/suite/leases/shakedown';
    const spec = { holderIdentity: 'r0', leaseDurationSeconds: 30, renewTime: new Date().toISOString() };
    const objects = { [PATH]: existing(ofRun('r0')), [lease]: { spec } };
    expect(await creating(forPrerequisites, objects)).to.deep.equal({ did: 'RUN_UNDER_WAY', noted: 0, writes: [] });
  });

  it('is adopted when it was created and only the answer was lost', async () => {
    const outcome = await creating(forChecks, {}, [`POST ${MAPS}`]);
    expect(outcome).to.deep.equal({ did: 'adopted', by: us, noted: 1, writes: [`POST ${MAPS}`, `POST ${MAPS}`] });
  });

  for (const [name, policy] of Object.entries({ forChecks, forPrerequisites, forNamespaces, forUsers }))
    it(`waits until one of its name that is being deleted is deleted (${name})`, async () => {
      const gone = { deletionTimestamp: '2026-01-01T00:00:00Z' };
      await using api = await FakeApiServer.start({ objects: { [PATH]: existing(ofRun('r0'), gone) } });
      const clock = jumpingClock();
      const sleep = (ms: number, stop?: AbortSignal) => {
        if (clock.now() >= 2_000) api.objects.delete(PATH);
        return clock.sleep(ms, stop);
      };
      const cluster = api.door({ clock: { ...clock, sleep } });
      const owner = { runId: 'r1', home: 'suite' };
      const { did } = await createOrAdopt(cluster, { ...owner, kind: kinds.configMaps, manifest, policy, signal });
      expect(did).to.equal('created');
      expect(api.writes.filter((write) => write.startsWith('DELETE'))).to.deep.equal([]);
      await cluster.close();
    });

  it('ends with the conflict when it repeats although nothing has that name', async () => {
    await using api = await FakeApiServer.start({ objects: {} });
    api.refusals.set(`POST ${MAPS}`, 409);
    const cluster = api.door({ clock: jumpingClock() });
    const owner = { runId: 'r1', home: 'suite', created: new CreatedObjects(cluster, 'r1') };
    const request = { ...owner, kind: kinds.configMaps, manifest, policy: forChecks, signal };
    const error = await createOrAdopt(cluster, request).catch((reason: Error) => reason);
    expect(error).to.include({ code: 'CLUSTER_CONFLICT' });
    expect(owner.created.all()).to.deep.equal([]);
    await cluster.close();
  });

  it('says who created it again when a replaced leftover appears again', async () => {
    await using api = await FakeApiServer.start({ objects: { [PATH]: existing(ofRun('r0')) } });
    const clock = jumpingClock();
    const cluster = api.door({ clock });
    const again = cluster.delete.bind(cluster);
    cluster.delete = async (...call) => {
      await again(...call);
      api.put(PATH, existing(ofRun('r2')));
    };
    const owner = { runId: 'r1', home: 'suite' };
    const error = await createOrAdopt(cluster, {
      ...{ ...owner, kind: kinds.configMaps, manifest, policy: forChecks, signal },
    }).catch((reason: Error) => reason.message);
    expect(error).to.equal(
      'OBJECT_NAME_TAKEN: an object that run r2 has created since an earlier one was deleted\n' +
        '  expected: configMap suite/note to be free for the suite\n' +
        '  do:       remove or rename it, or give the suite other namespaces: namespaces.suite, namespaces.workloads',
    );
    await cluster.close();
  });
});
