import { expect } from 'chai';
import { FakeApiServer } from '../../../test/fake-api-server/fake-api-server.ts';
import { configSchema } from '../../config/schema.ts';
import { holdCluster } from './hold.ts';

const config = configSchema.parse({});
const signal = new AbortController().signal;
const NAMESPACE = '/api/v1/namespaces/shakedown';
const LEASE = '/apis/coordination.k8s.io/v1/namespaces/shakedown/leases/shakedown';

describe('A cluster', () => {
  const hold = (api: FakeApiServer, runId: string) =>
    holdCluster(api.door(), { config, runId, holder: `${runId}@laptop` }, signal);

  it('is held by one of two runs that begin at the same time, and the other removes nothing of it', async () => {
    await using api = await FakeApiServer.start({ objects: {} });
    const both = await Promise.allSettled([hold(api, 'a'), hold(api, 'b')]);
    const [winner] = both.flatMap((one, index) => (one.status === 'fulfilled' ? [['a', 'b'][index]] : []));
    expect(both.map(({ status }) => status)).to.have.members(['fulfilled', 'rejected']);
    for (const one of both) if (one.status === 'rejected') expect(one.reason).to.include({ code: 'RUN_UNDER_WAY' });
    expect(api.objects.get(NAMESPACE)?.metadata.labels).to.include({ 'shakedown/run': winner });
    expect(api.objects.get(LEASE)?.['spec']).to.include({ holderIdentity: winner });
    expect(api.writes.filter((write) => write.startsWith('DELETE'))).to.deep.equal([]);
    for (const one of both) if (one.status === 'fulfilled') await one.value.release({ signal });
    expect(api.objects.size).to.equal(0);
  });

  it('is left to whom it was lost to', async () => {
    await using api = await FakeApiServer.start({ objects: {} });
    const first = await hold(api, 'a');
    // The first was silent for long: the second takes its namespace for a leftover.
    api.objects.clear();
    const second = await hold(api, 'b');
    const seconds = [...api.objects.values()];
    await first.release({ signal });
    expect([...api.objects.values()]).to.deep.equal(seconds);
    await second.release({ signal });
    expect(api.objects.size).to.equal(0);
  });

  it('is given back with its namespace left as it is, when that is wanted', async () => {
    await using api = await FakeApiServer.start({ objects: {} });
    const held = await hold(api, 'a');
    await held.release({ signal, keep: true });
    expect([...api.objects.keys()]).to.deep.equal([NAMESPACE]);
  });

  it('is given up whole when its Lease may not be written', async () => {
    await using api = await FakeApiServer.start({ objects: {} });
    api.refusals.set(`POST ${LEASE.slice(0, LEASE.lastIndexOf('/'))}`, 403);
    expect(await hold(api, 'a').catch((reason: Error) => reason)).to.include({ code: 'CLUSTER_FORBIDDEN' });
    expect(api.objects.size).to.equal(0);
  });
});
