import { expect } from 'chai';
import { FakeApiServer, type Stored } from '../../../test/fake-api-server/fake-api-server.ts';
import { rbacManifests } from '../../../plugin/rbac.ts';
import { suiteNamespaces } from '../suite-namespaces.ts';
import { kinds } from '../../cluster/kinds/kinds.ts';
import { looksAt } from '../../cluster/rights/rights.ts';
import { configSchema } from '../../config/schema.ts';
import { jumpingClock, systemClock } from '../../time/clock.ts';
import { createPrerequisites } from './prerequisites.ts';
import { runLabels } from './run-labels.ts';

const config = configSchema.parse({});
const signal = new AbortController().signal;
const labels = runLabels(config, 'r1', new Date('2026-01-01T00:00:00Z'));
const ofRun = (run: string): Partial<Stored> => ({
  metadata: { name: '', labels: { 'app.kubernetes.io/managed-by': 'shakedown', 'shakedown/run': run } },
});
const ago = (seconds: number) => new Date(Date.now() - seconds * 1_000).toISOString();
const foreign: Partial<Stored> = { metadata: { name: '', labels: { team: 'shop' } } };

describe('What a run needs before it begins', () => {
  const prepared = (api: FakeApiServer) =>
    createPrerequisites(api.door({ clock: jumpingClock() }), suiteNamespaces(config), labels, signal);

  it('is created with the labels of the run, and removed', async () => {
    await using api = await FakeApiServer.start({ objects: {} });
    const manifests = rbacManifests({ config, rights: [looksAt(kinds.pods)] });
    const made = await createPrerequisites(api.door({ clock: jumpingClock() }), manifests, labels, signal);
    expect(api.objects.size).to.equal(manifests.length);
    for (const { metadata } of api.objects.values()) {
      expect(metadata.labels).to.include({ 'app.kubernetes.io/managed-by': 'shakedown', 'shakedown/run': 'r1' });
      expect(metadata.annotations).to.include({
        'shakedown/expires': '2026-01-01T02:00:00.000Z',
        'shakedown/home': 'shakedown',
      });
    }
    expect(made.namespaces).to.deep.equal(['sonobuoy', 'shakedown', 'shakedown-workloads']);
    await made.remove(signal);
    expect([...api.objects.keys()]).to.deep.equal([]);
  });

  it('is left as it is when somebody else created it, now and at the end', async () => {
    await using api = await FakeApiServer.start({ objects: { '/api/v1/namespaces/shakedown': foreign } });
    const before = structuredClone(api.objects.get('/api/v1/namespaces/shakedown'));
    const made = await prepared(api);
    expect(made.namespaces).to.deep.equal(['shakedown-workloads']);
    await made.remove(signal);
    expect([...api.objects.values()]).to.deep.equal([before]);
  });

  it('is left to the process of this run that created it', async () => {
    await using api = await FakeApiServer.start({ objects: { '/api/v1/namespaces/shakedown': ofRun('r1') } });
    expect((await prepared(api)).namespaces).to.deep.equal(['shakedown-workloads']);
  });

  it('is created again when a killed run left it, with all that is in it', async () => {
    await using api = await FakeApiServer.start({
      objects: {
        '/api/v1/namespaces/shakedown': ofRun('r0'),
        '/api/v1/namespaces/shakedown/pods/leftover': ofRun('r0'),
      },
    });
    const made = await prepared(api);
    expect(made.namespaces).to.deep.equal(['shakedown', 'shakedown-workloads']);
    expect([...api.objects.keys()]).to.deep.equal([
      '/api/v1/namespaces/shakedown',
      '/api/v1/namespaces/shakedown-workloads',
    ]);
    expect(api.objects.get('/api/v1/namespaces/shakedown')?.metadata.labels).to.include({ 'shakedown/run': 'r1' });
  });

  it('is never taken from a live run, wherever its Lease is', async () => {
    const lease = (secondsAgo: number) => ({
      metadata: { ...ofRun('r0').metadata, name: '' },
      spec: { holderIdentity: 'r0', leaseDurationSeconds: 30, renewTime: ago(secondsAgo) },
    });
    const path = '/apis/coordination.k8s.io/v1/namespaces/qa/leases/shakedown';
    const { metadata } = ofRun('r0');
    const elsewhere = { metadata: { name: '', ...metadata, annotations: { 'shakedown/home': 'qa' } } };
    await using api = await FakeApiServer.start({
      objects: {
        '/api/v1/namespaces/shakedown-workloads': elsewhere,
        [path]: lease(5),
      },
    });
    // Whoever runs the suite in the cluster may read Leases in its own namespace alone.
    api.refusals.set('/apis/coordination.k8s.io/v1/leases', 403);
    const before = api.objects.get('/api/v1/namespaces/shakedown-workloads');
    const error = await prepared(api).catch((reason: Error) => reason);
    expect((error as Error).message).to.match(/^RUN_UNDER_WAY: run r0 of somebody, since /);
    expect(api.objects.get('/api/v1/namespaces/shakedown-workloads')).to.equal(before);
    api.put(path, lease(40));
    expect((await prepared(api)).namespaces).to.deep.equal(['shakedown', 'shakedown-workloads']);
  });

  it('is not taken from a run that began a moment ago and has no Lease yet', async () => {
    const begun = (secondsAgo: number) => ({
      metadata: { name: '', labels: ofRun('r0').metadata?.labels ?? {}, creationTimestamp: ago(secondsAgo) },
    });
    await using api = await FakeApiServer.start({ objects: { '/api/v1/namespaces/shakedown': begun(2) } });
    expect(await prepared(api).catch((reason: Error) => reason)).to.include({ code: 'RUN_UNDER_WAY' });
    expect(api.writes).to.deep.equal([]);
    api.put('/api/v1/namespaces/shakedown', begun(40));
    expect((await prepared(api)).namespaces).to.deep.equal(['shakedown', 'shakedown-workloads']);
  });

  it('is never taken from a live run that holds the Lease in the suite’s own namespace', async () => {
    await using api = await FakeApiServer.start({
      objects: {
        '/api/v1/namespaces/shakedown-workloads': ofRun('r0'),
        '/apis/coordination.k8s.io/v1/namespaces/shakedown/leases/shakedown': {
          metadata: { ...ofRun('r0').metadata, name: '' },
          spec: { holderIdentity: 'r0', leaseDurationSeconds: 30, renewTime: ago(5) },
        },
      },
    });
    expect(await prepared(api).catch((reason: Error) => reason)).to.include({ code: 'RUN_UNDER_WAY' });
  });

  it('is taken when another run holds the Lease of its run by now', async () => {
    await using api = await FakeApiServer.start({
      objects: {
        '/api/v1/namespaces/shakedown-workloads': ofRun('r0'),
        '/apis/coordination.k8s.io/v1/namespaces/shakedown/leases/shakedown': {
          metadata: { name: '' },
          spec: { holderIdentity: 'r1', leaseDurationSeconds: 30, renewTime: ago(5) },
        },
      },
    });
    expect((await prepared(api)).namespaces).to.deep.equal(['shakedown', 'shakedown-workloads']);
  });

  it('is waited for while the clean-up of a killed run still deletes it, and reported with what to do when that does not end', async () => {
    const path = '/api/v1/namespaces/shakedown-workloads';
    const going = { metadata: { ...ofRun('r0').metadata, name: '', deletionTimestamp: ago(300) } };
    await using api = await FakeApiServer.start({ objects: { [path]: going } });
    const clock = jumpingClock();
    const stays = await createPrerequisites(api.door({ clock }), suiteNamespaces(config), labels, signal).catch(
      (reason: Error) => reason,
    );
    expect((stays as Error).message).to.equal(
      'CLUSTER_LEFTOVER_STAYS: it is still being deleted after 60 s\n' +
        '  expected: Namespace shakedown-workloads of an earlier run to be deleted\n' +
        '  do:       kubectl get namespaces shakedown-workloads -o yaml, and see its conditions and finalizers',
    );
    expect(clock.now()).to.be.within(60_000, 61_000);
    // It was deleted already; only what this run created before is removed.
    expect(api.writes).to.deep.equal(['POST /api/v1/namespaces', 'DELETE /api/v1/namespaces/shakedown']);
    expect([...api.objects.keys()]).to.deep.equal([path]);
  });

  it('is left to the run that has created it again under the same name', async () => {
    await using api = await FakeApiServer.start({ objects: {} });
    const made = await prepared(api);
    api.objects.delete('/api/v1/namespaces/shakedown');
    const successors = api.put('/api/v1/namespaces/shakedown', ofRun('r2'));
    await made.remove(signal);
    expect([...api.objects.values()]).to.deep.equal([successors]);
  });

  it('is also removed when the answer to its creation was lost', async () => {
    await using api = await FakeApiServer.start({ objects: {} });
    api.lostAnswers.add('POST /api/v1/namespaces');
    const made = await prepared(api);
    expect(made.namespaces).to.deep.equal(['shakedown', 'shakedown-workloads']);
    await made.remove(signal);
    expect(api.objects.size).to.equal(0);
  });

  it('names what was not deleted in time, and what holds it', async () => {
    await using api = await FakeApiServer.start({ objects: {} });
    const over = new AbortController();
    const impatient = { ...systemClock, sleep: async () => over.abort(new Error('the time is over')) };
    const made = await createPrerequisites(api.door({ clock: impatient }), suiteNamespaces(config), labels, signal);
    const path = '/api/v1/namespaces/shakedown-workloads';
    const conditions = [{ type: 'NamespaceContentRemaining', status: 'True', message: 'configmaps. has 1 instances' }];
    const { metadata } = api.objects.get(path) ?? expect.fail();
    api.put(path, { metadata: { ...metadata, deletionTimestamp: '2026-01-01T00:00:00Z' }, status: { conditions } });
    api.refusals.set(`DELETE ${path}`, 409);
    const error = (await made.remove(over.signal).catch((reason: Error) => reason)) as Error;
    expect(error.message).to.equal(
      'CLUSTER_OBJECT_STAYS: namespace shakedown-workloads still exists: it is being deleted since 2026-01-01T00:00:00Z; configmaps. has 1 instances\n' +
        '  expected: namespace shakedown-workloads to be deleted\n' +
        '  do:       kubectl get namespaces shakedown-workloads -o yaml, and see its conditions and finalizers',
    );
  });

  it('leaves nothing behind when a part of it cannot be created', async () => {
    await using api = await FakeApiServer.start({ objects: {} });
    api.refusals.set('POST /api/v1/namespaces/sonobuoy/serviceaccounts', 403);
    const manifests = rbacManifests({ config, rights: [] });
    const error = await createPrerequisites(api.door({ clock: jumpingClock() }), manifests, labels, signal).catch(
      (reason: Error) => reason,
    );
    expect(error).to.include({ code: 'CLUSTER_FORBIDDEN' });
    expect(api.objects.size).to.equal(0);
  });
});
