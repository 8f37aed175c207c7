import { expect } from 'chai';
import { FakeApiServer, status } from '../../test/fake-api-server/fake-api-server.ts';
import { jumpingClock } from '../time/clock.ts';
import { listsImage, nodeWithImage } from './nodes-with-image.ts';

const NGINX = ['docker.io/library/nginx@sha256:abc', 'docker.io/library/nginx:1.25', 'docker.io/library/nginx:latest'];
const node = { metadata: { name: 'n1' }, status: { images: [{ names: NGINX }, {}] } };

describe('The images of nodes', () => {
  it('are known by each name that a runtime takes for them', () => {
    const has = ['nginx', 'nginx:1.25', 'library/nginx', 'nginx:1.25@sha256:abc', 'nginx:old@sha256:abc'];
    const others = ['docker.io/nginx:latest', 'index.docker.io/library/nginx:latest', 'docker.io/library/nginx'];
    expect([...has, ...others].filter((image) => !listsImage(node, image))).to.deep.equal([]);
    const not = ['nginx:1.26', 'nginx:1.25@sha256:abd', 'reg.example/nginx', 'bitnami/nginx', 'localhost/nginx'];
    expect(not.filter((image) => listsImage(node, image))).to.deep.equal([]);
    const short = { status: { images: [{ names: ['suite:1'] }] } };
    expect(['suite:1', 'docker.io/library/suite:1', 'suite'].map((image) => listsImage(short, image))).to.deep.equal([
      ...[true, true, false],
    ]);
  });

  for (const [what, reply, holder] of [
    ['a node has it', { body: { metadata: {}, items: [node] } }, { node: 'n1' }],
    ['no node has it', { body: { metadata: {}, items: [] } }, 'none'],
    [
      'nodes may not be listed',
      status(403, 'Forbidden', 'nodes is forbidden'),
      { unknown: '403 Forbidden: nodes is forbidden' },
    ],
    [
      'the API server fails',
      status(500, 'InternalError', 'etcdserver: timed out'),
      { unknown: '500 InternalError: etcdserver: timed out' },
    ],
  ] as const)
    it(`are searched for one; ${what}`, async () => {
      await using server = await FakeApiServer.start({ routes: { '/api/v1/nodes': [reply] } });
      const cluster = server.door({ clock: jumpingClock() });
      expect(await nodeWithImage(cluster, 'nginx', new AbortController().signal)).to.deep.equal(holder);
      await cluster.close();
    });
});
