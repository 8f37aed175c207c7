import { expect } from 'chai';
import { FakeApiServer, type Reply, status } from '../../test/fake-api-server/fake-api-server.ts';
import { configSchema } from '../config/schema.ts';
import { runLabels } from '../objects/create/run-labels.ts';
import { jumpingClock } from '../time/clock.ts';
import { triedImage } from './pull-image.ts';

const PODS = '/api/v1/namespaces/shakedown/pods';
const POD = `${PODS}/shakedown-image-r1`;
const config = configSchema.parse({ image: 'suite:1' });
const node = { metadata: { name: 'n1' } };
const pod = (state: object): Reply => ({
  body: { metadata: { uid: 'u1' }, status: { containerStatuses: [{ name: 'image', state }] } },
});
const pulling = pod({ waiting: { reason: 'ContainerCreating' } });
const ran = pod({ terminated: { exitCode: 0 } });
const down = status(503, 'ServiceUnavailable', 'etcdserver: leader changed');

/** What the trial found, and the calls for the pod after it was created. */
async function tried(looks: Reply[], nodes: object[] | Reply = []) {
  await using server = await FakeApiServer.start({
    routes: {
      ...{ [PODS]: [{ body: { metadata: { uid: 'u1' } } }], [POD]: looks },
      '/api/v1/nodes': [Array.isArray(nodes) ? { body: { metadata: {}, items: nodes } } : nodes],
    },
  });
  const cluster = server.door({ clock: jumpingClock() });
  const labels = runLabels(config, 'r1', new Date());
  try {
    const found = await triedImage(cluster, { config, node, labels, checks: [] }, new AbortController().signal);
    const last = server.requests.findLast(({ url }) => url.startsWith(PODS));
    return {
      messages: found.map(({ message }) => message),
      todo: found[0]?.todo,
      blocks: found.flatMap(({ concerns }) => (concerns === undefined ? ['blocks'] : ['blocks nothing'])),
      last: `${last?.method} ${last?.url}`,
      body: JSON.parse(last?.body ?? ''),
    };
  } finally {
    await cluster.close();
  }
}

describe('The trial of an image', () => {
  it('ends when its pod has ended, and deletes only that pod', async () => {
    const { messages, last, body } = await tried([pulling, pulling, ran]);
    expect(messages).to.deep.equal([]);
    expect(last).to.equal(`DELETE ${POD}`);
    expect(body).to.deep.include({ gracePeriodSeconds: 0, preconditions: { uid: 'u1' } });
  });

  it('continues when the API server fails transiently', async () => {
    expect((await tried([pulling, ...Array<Reply>(20).fill(down), ran])).messages).to.deep.equal([]);
  });

  it('blocks nothing when another node has the image that this one is refused', async () => {
    const refused = pod({ waiting: { reason: 'ErrImagePull', message: 'suite:1: not found' } });
    const elsewhere = { metadata: { name: 'n2' }, status: { images: [{ names: ['docker.io/library/suite:1'] }] } };
    const why = 'node n1 cannot run suite:1: ErrImagePull: suite:1: not found';
    expect(await tried([refused], [elsewhere])).to.deep.include({
      ...{ messages: [`${why}; node n2 has it`], blocks: ['blocks nothing'] },
    });
    expect(await tried([refused])).to.deep.include({ messages: [why], blocks: ['blocks'] });
    // An account that may not list nodes does not know that none has it.
    const unknown = '; it is not known whether another node has it: 403 Forbidden: nodes is forbidden';
    expect(await tried([refused], status(403, 'Forbidden', 'nodes is forbidden'))).to.deep.include({
      ...{ messages: [`${why}${unknown}`], blocks: ['blocks nothing'] },
      todo: 'name an image that the nodes can pull: --image, objects.imagePullPolicy, objects.imagePullSecrets; or kubectl describe node n1, if others have it',
    });
  });

  it('says what was last seen when the image is not pulled in time', async () => {
    expect((await tried([pulling])).messages).to.deep.equal([
      'node n1 cannot run suite:1: not within 120 s: ContainerCreating',
    ]);
  });

  it('has no result when the API server fails to the end', async () => {
    expect((await tried([down])).messages).to.deep.equal([
      'it is not known whether node n1 can run suite:1: 503 ServiceUnavailable: etcdserver: leader changed',
    ]);
  });
});
