import { expect } from 'chai';
import { ObjectApi, type Stored } from '../../test/cli/object-api.ts';
import { rbacManifests, suiteNamespaces } from '../../plugin/rbac.ts';
import { kinds } from '../cluster/kinds.ts';
import { looksAt } from '../cluster/rights.ts';
import { configSchema } from '../config/schema.ts';
import { jumpingClock } from '../time/clock.ts';
import { prepare } from './prepare.ts';
import { stampOf } from './stamp.ts';

const config = configSchema.parse({});
const signal = new AbortController().signal;
const stamp = stampOf(config, 'r1', new Date('2026-01-01T00:00:00Z'));
const ofRun = (run: string): Partial<Stored> => ({
  metadata: { name: '', labels: { 'app.kubernetes.io/managed-by': 'shakedown', 'shakedown/run': run } },
});
const foreign: Partial<Stored> = { metadata: { name: '', labels: { team: 'shop' } } };

describe('What a run needs beforehand', () => {
  const prepared = (api: ObjectApi) => prepare(api.door(jumpingClock()), suiteNamespaces(config), stamp, signal);

  it('is made, marked as the run’s, and removed', async () => {
    await using api = await ObjectApi.start();
    const manifests = rbacManifests({ config, rights: [looksAt(kinds.pods)] });
    const made = await prepare(api.door(jumpingClock()), manifests, stamp, signal);
    expect(api.objects.size).to.equal(manifests.length);
    for (const { metadata } of api.objects.values()) {
      expect(metadata.labels).to.include({ 'app.kubernetes.io/managed-by': 'shakedown', 'shakedown/run': 'r1' });
      expect(metadata.annotations).to.include({ 'shakedown/expires': '2026-01-01T02:00:00.000Z' });
    }
    expect(made.namespaces).to.deep.equal(['sonobuoy', 'shakedown', 'shakedown-workloads']);
    await made.remove(signal);
    expect([...api.objects.keys()]).to.deep.equal([]);
  });

  it('is left as it is when somebody else made it, now and at the end', async () => {
    await using api = await ObjectApi.start({ '/api/v1/namespaces/shakedown': foreign });
    const before = structuredClone(api.objects.get('/api/v1/namespaces/shakedown'));
    const made = await prepared(api);
    expect(made.namespaces).to.deep.equal(['shakedown-workloads']);
    await made.remove(signal);
    expect([...api.objects.values()]).to.deep.equal([before]);
  });

  it('is left to the process of this run that made it', async () => {
    await using api = await ObjectApi.start({ '/api/v1/namespaces/shakedown': ofRun('r1') });
    expect((await prepared(api)).namespaces).to.deep.equal(['shakedown-workloads']);
  });

  it('is made anew when a killed run left it, with all that is in it', async () => {
    await using api = await ObjectApi.start({
      '/api/v1/namespaces/shakedown': ofRun('r0'),
      '/api/v1/namespaces/shakedown/pods/leftover': ofRun('r0'),
    });
    const made = await prepared(api);
    expect(made.namespaces).to.deep.equal(['shakedown', 'shakedown-workloads']);
    expect([...api.objects.keys()]).to.deep.equal([
      '/api/v1/namespaces/shakedown',
      '/api/v1/namespaces/shakedown-workloads',
    ]);
    expect(api.objects.get('/api/v1/namespaces/shakedown')?.metadata.labels).to.include({ 'shakedown/run': 'r1' });
  });

  it('leaves nothing behind when something of it cannot be made', async () => {
    await using api = await ObjectApi.start();
    api.refusals.set('PATCH /api/v1/namespaces/shakedown-workloads', 403);
    const error = await prepared(api).catch((reason: Error) => reason);
    expect(error).to.include({ code: 'CLUSTER_FORBIDDEN' });
    expect(api.objects.size).to.equal(0);
  });
});
