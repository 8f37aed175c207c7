import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { holdOf } from './hold.ts';

describe('The hold of a log writer', () => {
  it('is over when its part is told to go on, and not by the request for another part', async () => {
    const { server, over } = holdOf(2);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const ask = async (method: string, path: string) =>
      (await fetch(`http://127.0.0.1:${port}${path}`, { method })).status;
    let isOver = false;
    const end = over.then(() => (isOver = true));
    try {
      expect(await ask('GET', '/go-on/2')).to.equal(404);
      expect(await ask('POST', '/go-on/')).to.equal(404);
      expect(await ask('POST', '/go-on/3')).to.equal(409);
      expect(await ask('POST', '/go-on/1')).to.equal(200);
      expect(isOver).to.equal(false);
      expect(await ask('POST', '/go-on/2')).to.equal(200);
      await end;
    } finally {
      server.close();
    }
  });
});
