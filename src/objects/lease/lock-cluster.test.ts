import { expect } from 'chai';
import { FakeApiServer } from '../../../test/fake-api-server/fake-api-server.ts';
import { configSchema } from '../../config/schema.ts';
import { lockCluster } from './lock-cluster.ts';
import { jumpingClock, type Clock } from '../../time/clock.ts';

const config = configSchema.parse({});
const signal = new AbortController().signal;
const NAMESPACE = '/api/v1/namespaces/shakedown';
const LEASE = '/apis/coordination.k8s.io/v1/namespaces/shakedown/leases/shakedown';

describe('A cluster', () => {
  const lock = (api: FakeApiServer, runId: string) =>
    lockCluster(api.door(), { config, runId, holder: `${runId}@laptop` }, signal);

  it('is locked by one of two runs that begin at the same time, and the other removes nothing of it', async () => {
    await using api = await FakeApiServer.start({ objects: {} });
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

  it('is waited for while another run has it, as long as that may take', async () => {
    await using api = await FakeApiServer.start({ objects: {} });
    const first = await lock(api, 'a');
    const said: string[] = [];
    const clock = jumpingClock();
    const ending: Clock = {
      ...clock,
      sleep: async (ms, stop) => {
        await clock.sleep(ms, stop);
        // The first run ends while the second one waits.
        if (clock.now() === 6_000) await first.release({ deadline: signal });
      },
    };
    const claim = {
      config,
      runId: 'b',
      holder: 'b@laptop',
      waitMs: 600_000,
      waiting: (text: string) => said.push(text),
    };
    const second = await lockCluster(api.door({ clock: ending }), claim, signal);
    expect(clock.now()).to.be.at.least(6_000);
    expect(said).to.have.lengthOf(1);
    expect(said[0]).to.match(/^waiting up to 10m00s for the end of another run: run a of a@laptop, since /);
    await second.release({ deadline: signal });
  });

  it('is waited for no longer than that', async () => {
    await using api = await FakeApiServer.start({ objects: {} });
    const first = await lock(api, 'a');
    const clock = jumpingClock();
    const claim = { config, runId: 'b', holder: 'b@laptop', waitMs: 5_000 };
    const error = await lockCluster(api.door({ clock }), claim, signal).catch((reason: Error) => reason);
    expect((error as Error).message).to.match(
      /^RUN_UNDER_WAY: waited 5\.0 s, and it has not ended: run a of a@laptop, since .*, last heartbeat .* ago\n {2}expected: no other run of shakedown in this cluster\n {2}do: {7}wait longer with --wait, or ask who runs it$/,
    );
    expect(clock.now()).to.equal(5_000);
    await first.release({ deadline: signal });
  });

  it('is left to the run that has taken the lock', async () => {
    await using api = await FakeApiServer.start({ objects: {} });
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
    await using api = await FakeApiServer.start({ objects: {} });
    const locked = await lock(api, 'a');
    await locked.release({ deadline: signal, keep: true });
    expect([...api.objects.keys()]).to.deep.equal([NAMESPACE]);
  });

  it('is left unchanged when its Lease may not be written', async () => {
    await using api = await FakeApiServer.start({ objects: {} });
    api.refusals.set(`POST ${LEASE.slice(0, LEASE.lastIndexOf('/'))}`, 403);
    expect(await lock(api, 'a').catch((reason: Error) => reason)).to.include({ code: 'CLUSTER_FORBIDDEN' });
    expect(api.objects.size).to.equal(0);
  });
});
