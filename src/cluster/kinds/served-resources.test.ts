import { expect } from 'chai';
import { FakeApiServer, status } from '../../../test/fake-api-server/fake-api-server.ts';
import { servedResources } from './served-resources.ts';

const group = (name: string, ...versions: string[]) => ({ name, versions: versions.map((version) => ({ version })) });
const resource = (name: string, kind: string) => ({ name, kind, namespaced: true, verbs: ['get', 'list'] });

describe('the resources that the API server serves besides its own ones', () => {
  it('are those of all groups, in the preferred version if it has them, asked for once', async () => {
    await using server = await FakeApiServer.start({
      routes: {
        '/apis': {
          body: { groups: [group('apps', 'v1'), group('argoproj.io', 'v2', 'v1'), group('down.example', 'v1')] },
        },
        '/apis/argoproj.io/v2': {
          body: { resources: [resource('rollouts', 'Rollout'), resource('rollouts/scale', 'Scale')] },
        },
        '/apis/argoproj.io/v1': {
          body: { resources: [resource('rollouts', 'Rollout'), resource('experiments', 'Experiment')] },
        },
        '/apis/down.example/v1': status(403, 'Forbidden', 'no'),
      },
    });
    const cluster = server.door();
    const { resources, silent } = await servedResources(cluster);
    await servedResources(cluster);
    expect(resources).to.have.deep.members([
      {
        ...{ group: 'argoproj.io', version: 'v2', resource: 'rollouts', kind: 'Rollout', namespaced: true },
        ...{ verbs: ['get', 'list'], subresources: ['scale'] },
      },
      {
        ...{ group: 'argoproj.io', version: 'v1', resource: 'experiments', kind: 'Experiment', namespaced: true },
        ...{ verbs: ['get', 'list'], subresources: [] },
      },
    ]);
    expect(silent).to.deep.equal([{ group: 'down.example', why: 'API group down.example does not answer' }]);
    expect(server.asked.filter((request) => request === 'GET /apis')).to.have.lengthOf(1);
    await cluster.close();
  });

  it('are not known where they may not be read', async () => {
    await using server = await FakeApiServer.start({ routes: { '/apis': status(403, 'Forbidden', 'no') } });
    const cluster = server.door();
    expect(await servedResources(cluster)).to.deep.equal({
      resources: [],
      silent: [{ group: '*', why: 'which kinds are served may not be read (get /apis)' }],
    });
    await cluster.close();
  });

  it('are none where there are no other groups', async () => {
    await using server = await FakeApiServer.start({ routes: { '/apis': { body: { groups: [] } } } });
    const cluster = server.door();
    expect(await servedResources(cluster)).to.deep.equal({ resources: [], silent: [] });
    await cluster.close();
  });
});
