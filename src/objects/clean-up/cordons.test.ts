import { expect } from 'chai';
import { FakeApiServer } from '../../../test/fake-api-server/fake-api-server.ts';
import { cordon, findCordons, uncordon } from './cordons.ts';

const { signal } = new AbortController();
const NODE = '/api/v1/nodes/n1';

describe('A node that a run has cordoned', () => {
  it('is marked as the run’s, found by its mark, and left as it was', async () => {
    await using api = await FakeApiServer.start({
      objects: {
        [NODE]: { metadata: { name: 'n1' } },
        '/api/v1/nodes/n2': { metadata: { name: 'n2' }, spec: { unschedulable: true } },
      },
    });
    const door = api.door();
    const expires = new Date('2026-01-01T00:00:00Z');
    await cordon(door, 'n1', { runId: 'r1', expires }, signal);
    expect(api.objects.get(NODE)).to.deep.include({ spec: { unschedulable: true } });
    expect(await findCordons(door, signal)).to.deep.equal([{ node: 'n1', run: 'r1', expires }]);
    await cordon(door, 'n1', { runId: 'r2' }, signal);
    expect(await findCordons(door, signal)).to.deep.equal([{ node: 'n1', run: 'r2' }]);
    await uncordon(door, 'n1', signal);
    expect(await findCordons(door, signal)).to.deep.equal([]);
    expect(api.objects.get(NODE)).to.deep.include({ spec: {} });
    await door.close();
  });

  it('is not searched for by an account that may not list nodes', async () => {
    await using api = await FakeApiServer.start({ objects: {} });
    api.refusals.set('/api/v1/nodes', 403);
    const door = api.door();
    expect(await findCordons(door, signal)).to.deep.equal([]);
    await door.close();
  });
});
