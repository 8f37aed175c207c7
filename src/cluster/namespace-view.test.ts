import { expect } from 'chai';
import { FakeApiServer } from '../../test/fake-api-server/fake-api-server.ts';
import { kinds } from './kinds/kinds.ts';
import { namespaceView } from './namespace-view.ts';

describe('A cluster seen from one namespace', () => {
  it('lists in it what would be listed in all namespaces, and changes no other call', async () => {
    const empty = { body: { metadata: { resourceVersion: '1' }, items: [] } };
    await using server = await FakeApiServer.start({
      routes: {
        '/apis/apps/v1/namespaces/team-a/deployments': [empty],
        '/apis/apps/v1/namespaces/shakedown/deployments': [empty],
        '/api/v1/namespaces/team-a/pods': [empty],
        '/api/v1/nodes': [empty],
      },
    });
    const door = server.door();
    const cluster = namespaceView(door, 'team-a');
    await cluster.list(kinds.deployments);
    await cluster.list(kinds.deployments, { namespace: 'shakedown' });
    await cluster.list(kinds.nodes);
    await cluster.shared(kinds.pods).ready();
    expect(cluster.shared(kinds.pods, 'team-a')).to.equal(cluster.shared(kinds.pods));
    expect(cluster.server).to.equal(door.server);
    await cluster.close();
    expect(server.asked.slice(0, 4)).to.deep.equal([
      'GET /apis/apps/v1/namespaces/team-a/deployments',
      'GET /apis/apps/v1/namespaces/shakedown/deployments',
      'GET /api/v1/nodes',
      'GET /api/v1/namespaces/team-a/pods',
    ]);
  });
});
