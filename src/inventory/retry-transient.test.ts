import { expect } from 'chai';
import { FakeApiServer, type Reply, status } from '../../test/fake-api-server/fake-api-server.ts';
import { jumpingClock } from '../time/clock.ts';
import { retryTransient } from './retry-transient.ts';

const down = status(503, 'ServiceUnavailable', 'etcdserver: leader changed');

describe('A call of discovery', () => {
  async function asking(replies: Reply[]) {
    await using server = await FakeApiServer.start({ routes: { '/version': replies } });
    const clock = jumpingClock();
    const cluster = server.door({ clock });
    const { signal } = new AbortController();
    try {
      return await retryTransient(cluster, signal, () => cluster.raw('/version', { signal })).catch(
        ({ code, seen }: { code: string; seen: string }) => ({ code, seen, after: clock.now() }),
      );
    } finally {
      await cluster.close();
    }
  }

  it('is retried while it fails transiently', async () => {
    expect(await asking([...Array<Reply>(10).fill(down), { body: { gitVersion: 'v1' } }])).to.equal(
      JSON.stringify({ gitVersion: 'v1' }),
    );
  });

  it('ends with the API server’s own error when that lasts for longer than half a minute', async () => {
    const { code, seen, after } = (await asking([down])) as { code: string; seen: string; after: number };
    expect({ code, seen }).to.deep.equal({
      code: 'CLUSTER_UNAVAILABLE',
      seen: '503 ServiceUnavailable: etcdserver: leader changed',
    });
    expect(after).to.be.at.least(30_000);
  });

  it('is refused at once when it is refused permanently', async () => {
    const refused = (await asking([status(403, 'Forbidden', 'no')])) as { code: string; after: number };
    expect(refused.code).to.equal('CLUSTER_FORBIDDEN');
    expect(refused.after).to.equal(0);
  });
});
