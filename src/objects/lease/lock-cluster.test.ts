import { expect } from 'chai';
import { ObjectApi } from '../../../test/cluster/cli/object-api.ts';
import { configSchema } from '../../config/schema.ts';
import { lockCluster } from './lock-cluster.ts';

const config = configSchema.parse({});
const signal = new AbortController().signal;
const NAMESPACE = '/api/v1/namespaces/shakedown';
const LEASE = '/apis/coordination.k8s.io/v1/namespaces/shakedown/leases/shakedown';

describe('A cluster', () => {
  const lock = (api: ObjectApi, runId: string) =>
    lockCluster(api.door(), { config, runId, holder: `${runId}@laptop` }, signal);

  it('is locked by one of two runs that begin at the same time, and the other removes nothing of it', async () => {
    await using api = await ObjectApi.start();
    const both = await Promise.allSettled([lock(api, 'a'), lock(api, 'b')]);
    const [winner] = both.flatMap((one, index) => (one.status === 'fulfilled' ? [['a', 'b'][index]] : []));
    expect(both.map(({ status }) => status)).to.have.members(['fulfilled', 'rejected']);
    for (const one of both) if (one.status === 'rejected') expect(one.reason).to.include({ code: 'RUN_UNDER_WAY' });
    expect(api.objects.get(NAMESPACE)?.metadata.labels).to.include({ 'shakedown/run': winner });
    expect(api.objects.get(LEASE)?.['spec']).to.include({ holderIdentity: winner });
    expect(api.writes.filter((write) => write.startsWith('DELETE'))).to.deep.equal([]);
    for (const one of both) if (one.status === 'fulfilled') await one.value.release({ deadline: signal });
    expect(api.objects.size).to.equal(0);
  });

  it('is left to the run that has taken the lock', async () => {
    await using api = await ObjectApi.start();
    const first = await lock(api, 'a');
    // The first was silent for long: the second takes its namespace for a leftover.
    api.objects.clear();
    const second = await lock(api, 'b');
    const seconds = [...api.objects.values()];
    await first.release({ deadline: signal });
    expect([...api.objects.values()]).to.deep.equal(seconds);
    await second.release({ deadline: signal });
    expect(api.objects.size).to.equal(0);
  });

  it('is released with its namespace kept, when that is wanted', async () => {
    await using api = await ObjectApi.start();
    const locked = await lock(api, 'a');
    await locked.release({ deadline: signal, keep: true });
    expect([...api.objects.keys()]).to.deep.equal([NAMESPACE]);
  });

  it('is left unchanged when its Lease may not be written', async () => {
    await using api = await ObjectApi.start();
    api.refusals.set(`POST ${LEASE.slice(0, LEASE.lastIndexOf('/'))}`, 403);
    expect(await lock(api, 'a').catch((reason: Error) => reason)).to.include({ code: 'CLUSTER_FORBIDDEN' });
    expect(api.objects.size).to.equal(0);
  });
});
