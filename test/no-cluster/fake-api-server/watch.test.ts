import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { expect } from 'chai';
import { FakeApiServer } from '../../fake-api-server/fake-api-server.ts';

const PODS = '/api/v1/namespaces/shop/pods';

describe('A watch of the fake API server', () => {
  it('begins after the LIST, and reports created, changed and deleted objects of the collection', async () => {
    await using api = await FakeApiServer.start({ objects: { [`${PODS}/web`]: {}, '/api/v1/namespaces/shop': {} } });
    const list = (await (await fetch(`${api.url}${PODS}`)).json()) as { metadata: { resourceVersion: string } };
    // Between LIST and watch: nothing is missed.
    api.put(`${PODS}/db`, {});
    const from = `${api.url}${PODS}?watch=true&resourceVersion=${list.metadata.resourceVersion}`;
    const { body } = await fetch(from);
    const stream = Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]);
    const lines = createInterface(stream);
    const next = async () => {
      const [line] = (await once(lines, 'line')) as [string];
      const { type, object } = JSON.parse(line) as { type: string; object: { metadata: { name: string } } };
      return `${type} ${object.metadata.name}`;
    };
    expect(await next()).to.equal('ADDED db');
    const changed = next();
    api.put('/api/v1/namespaces/bank', {});
    api.put(`${PODS}/web`, { status: { phase: 'Running' } });
    expect(await changed).to.equal('MODIFIED web');
    const deleted = next();
    await fetch(`${api.url}${PODS}/db`, { method: 'DELETE' });
    expect(await deleted).to.equal('DELETED db');
    stream.destroy();
  });
});
