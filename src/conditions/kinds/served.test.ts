import { expect } from 'chai';
import { FakeApiServer, type Reply, status } from '../../../test/fake-api-server/fake-api-server.ts';
import type { Kind } from '../../cluster/kinds/kind.ts';
import { jumpingClock } from '../../time/clock.ts';
import { now } from '../waiting/now.ts';
import { served } from './served.ts';

const widgets: Kind = { group: 'example.com', version: 'v1', resource: 'widgets', kind: 'Widget', namespaced: true };

async function look(...replies: Reply[]): Promise<string> {
  await using server = await FakeApiServer.start({ routes: { '/apis/example.com/v1': replies } });
  const door = server.door({ clock: jumpingClock() });
  const { signal } = new AbortController();
  try {
    await now(door, served(widgets), { signal });
    return 'served';
  } catch (error) {
    return (error as Error).message;
  } finally {
    await door.close();
  }
}

describe('a kind', () => {
  it('is served when discovery names it', async () => {
    expect(await look({ body: { resources: [{ name: 'widgets' }, { name: 'widgets/status' }] } })).to.equal('served');
  });

  it('is not served when its group is served without it', async () => {
    expect(await look({ body: { resources: [{ name: 'gadgets' }] } })).to.match(
      /^WAIT_NOT_NOW: \/apis\/example\.com\/v1 is served without widgets\n[^]*\n {2}expected: widgets\.example\.com v1 is served\n/,
    );
  });

  it('is not served when its aggregated API does not answer', async () => {
    expect(await look(status(503, 'ServiceUnavailable', 'service unavailable'))).to.contain(
      'WAIT_NOT_NOW: 503 ServiceUnavailable: service unavailable\n',
    );
  });
});
