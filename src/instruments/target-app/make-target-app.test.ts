import { expect } from 'chai';
import { FakeApiServer, listOf, type Reply, status } from '../../../test/fake-api-server/fake-api-server.ts';
import { configSchema } from '../../config/schema.ts';
import { makeObjects } from '../../objects/objects.ts';
import { jumpingClock } from '../../time/clock.ts';
import { outsideOfChecks } from '../contract/check-scope.ts';
import { targetApp } from './instrument.ts';

const { signal } = new AbortController();
const down = status(503, 'ServiceUnavailable', 'the API server is starting');
const made = { body: { metadata: { namespace: 'shakedown-workloads', name: 'app', uid: 'u1' } } };
const outage = (then: Reply) => [...Array<Reply>(20).fill(down), then];
const place = '/api/v1/namespaces/shakedown-workloads';
const deployments = '/apis/apps/v1/namespaces/shakedown-workloads/deployments';

describe('a target app', () => {
  it('is changed although the API server is unreachable for longer than a call is repeated', async () => {
    await using server = await FakeApiServer.start({
      routes: {
        [place]: [{ body: { metadata: { name: 'shakedown-workloads' } } }],
        [`${place}/services`]: [made],
        [`${place}/services/app`]: outage(made),
        '/api/v1/nodes': outage(listOf('1', [])),
        [deployments]: [made],
        [`${deployments}/app`]: [...outage(made), ...outage(made), ...outage(made)],
      },
    });
    const cluster = server.door({ clock: jumpingClock() });
    const config = configSchema.parse({ image: 'suite:1' });
    const objects = makeObjects({ cluster, config, runId: 'r1' });
    const tool = targetApp.make({ cluster, config, objects, signal }).forCheck(outsideOfChecks(signal));
    const app = await tool.deploy({ name: 'app', replicas: 1 });
    await app.scale(6);
    await app.roll('v2');
    await app.remove();
    await cluster.close();
    const done = server.requests.filter(({ url }) => url.startsWith(`${deployments}/app`));
    expect([done[20]?.body, done[41]?.method, done.at(-1)?.method]).to.deep.equal([
      '{"spec":{"replicas":6}}',
      'PATCH',
      'DELETE',
    ]);
  });
});
