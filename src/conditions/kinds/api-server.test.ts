import { expect } from 'chai';
import { FakeApiServer } from '../../../test/fake-api-server/fake-api-server.ts';
import { ClusterError } from '../../cluster/cluster-error.ts';
import { jumpingClock } from '../../time/clock.ts';
import type { Look } from '../waiting/condition.ts';
import { apiServerIsReady, judgeApiServer } from './api-server.ts';

/** What a look at an API server with this answer comes to. */
async function judged(status: number, body: string): Promise<string> {
  const headers = { 'content-type': 'text/plain; charset=utf-8' };
  await using server = await FakeApiServer.start({ routes: { '/readyz': [{ status, headers, body }] } });
  const cluster = server.door({ clock: jumpingClock() });
  const condition = apiServerIsReady();
  const look = { cluster, signal: new AbortController().signal } as unknown as Look;
  try {
    const { state, reason } = judgeApiServer(await condition.read(look));
    return reason === undefined ? state : `${state}: ${reason}`;
  } finally {
    await cluster.close();
  }
}

describe('The API server', () => {
  it('is ready when it says so', async () => {
    expect(await judged(200, '[+]ping ok\n[+]etcd ok\nreadyz check passed\n')).to.equal('ready');
  });

  it('names those of its own checks that fail', async () => {
    const checks = '[+]ping ok\n[-]etcd failed: reason withheld\n[-]informer-sync failed: reason withheld\n';
    expect(await judged(500, `${checks}readyz check failed\n`)).to.equal(
      'not yet: it says that it is not ready: 500: etcd failed: reason withheld, informer-sync failed: reason withheld',
    );
  });

  it('is not judged where the account may not ask, or nothing answers there', async () => {
    expect(await judged(403, 'forbidden')).to.equal('does not apply: its readiness cannot be read: 403: forbidden');
    expect(await judged(404, 'no')).to.equal('does not apply: its readiness cannot be read: 404: no');
  });

  it('that does not answer is an error', async () => {
    expect(await judged(503, 'no').catch((error: unknown) => error instanceof ClusterError)).to.equal(true);
  });
});
