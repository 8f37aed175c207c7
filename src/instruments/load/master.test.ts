import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { openDoor } from '../../../test/cluster/door/small-api-server.ts';
import { InstrumentTooWeak } from '../../errors/instrument-too-weak.ts';
import { isUnreachable, masterOf } from './master.ts';

describe('The Locust master', () => {
  it('that will not start a load is an instrument too weak to judge, and says why', async () => {
    const pod = { metadata: { name: 'locust-master-x' }, status: { phase: 'Running' } };
    const api = createServer((request, response) => {
      const refused = request.url?.includes('/proxy/');
      response.writeHead(refused ? 409 : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(refused ? { refused: '2 of 3 workers are connected' } : { items: [pod] }));
    }).listen(0, '127.0.0.1');
    await once(api, 'listening');
    const door = openDoor(`http://127.0.0.1:${(api.address() as AddressInfo).port}`);
    try {
      const order = { id: 'r1', users: 1, spawnRate: 1, seconds: 1, rate: 0 };
      const error = await masterOf(door, { namespace: 'loadtest', name: 'locust' })
        .start(order, new AbortController().signal)
        .catch((thrown: unknown) => thrown);
      expect(error).to.be.instanceOf(InstrumentTooWeak);
      expect(error).to.include({ code: 'LOAD_REFUSED', seen: '2 of 3 workers are connected' });
    } finally {
      await door.close();
      api.close();
    }
  });

  it('whose pod goes between being found and being asked is away, and no error', async () => {
    const pod = { metadata: { name: 'locust-master-x' }, status: { phase: 'Running' } };
    const api = createServer((request, response) => {
      const gone = request.url?.includes('/proxy/');
      const details = { name: pod.metadata.name, kind: 'pods' };
      response.writeHead(gone ? 404 : 200, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify(gone ? { kind: 'Status', code: 404, reason: 'NotFound', details } : { items: [pod] }),
      );
    }).listen(0, '127.0.0.1');
    await once(api, 'listening');
    const door = openDoor(`http://127.0.0.1:${(api.address() as AddressInfo).port}`);
    try {
      const error = await masterOf(door, { namespace: 'loadtest', name: 'locust' })
        .status(new AbortController().signal)
        .catch((thrown: unknown) => thrown);
      expect((error as Error).message).to.equal(
        'LOAD_MASTER_AWAY: its pod locust-master-x has just gone\n' +
          '  expected: the master of the Locust platform loadtest/locust to run\n' +
          '  do:       kubectl -n loadtest get pods -l shakedown/load=locust',
      );
      expect(isUnreachable(error)).to.equal(true);
      expect(error).to.have.property('meaning', 'instrument');
    } finally {
      await door.close();
      api.close();
    }
  });
});
