import { expect } from 'chai';
import { FakeApiServer, listOf, status } from '../../test/fake-api-server/fake-api-server.ts';
import { kinds } from '../cluster/kinds/kinds.ts';
import { collectionPath } from '../cluster/kinds/paths.ts';
import { configSchema } from '../config/schema.ts';
import { discover } from './discovery.ts';
import { listPart } from './list-part.ts';
import type { Part } from './part.ts';
import { namedParts, parts } from './parts.ts';

const { signal } = new AbortController();
const config = configSchema.parse({ scope: { excludeNamespaces: ['kube-*'] } });
const meta = (namespace: string, name: string) => ({ metadata: { namespace, name, resourceVersion: '5' } });
const named = (name: string) => ({ metadata: { name, resourceVersion: '5' } });
const queues = {
  kind: { group: 'example.com', version: 'v1', resource: 'queues', kind: 'Queue', namespaced: true },
  id: 'mine/queue',
  byLabels: true,
  sample: {},
} satisfies Part;

const nothing = listOf('10', []);
const lists = {
  '/version': [{ body: { gitVersion: 'v1.36.3' } }],
  '/api/v1/namespaces/kube-system': [{ body: { metadata: { name: 'kube-system', uid: 'cluster-1' } } }],
  ...Object.fromEntries(namedParts.map(([, { kind }]) => [collectionPath(kind), [nothing]])),
  '/apis/apps/v1/deployments': [listOf('10', [meta('shop', 'web'), meta('kube-system', 'coredns')])],
  '/apis/autoscaling/v2/horizontalpodautoscalers': [status(403, 'Forbidden', 'no right to list them')],
};

describe('Discovery', () => {
  it('lists each kind that checks are about once, and no other; to wait for one of them costs no further LIST', async () => {
    await using server = await FakeApiServer.start({ routes: lists });
    const cluster = server.door();
    await discover(cluster, config, signal);
    const deployments = cluster.shared(kinds.deployments);
    await deployments.ready();
    expect(deployments.get({ namespace: 'shop', name: 'web' })).to.deep.equal(meta('shop', 'web'));
    await cluster.close();
    const asked = server.requests.filter(({ url }) => !url.includes('watch=true')).map(({ url }) => url.split('?')[0]);
    // Of the pods those of one namespace, and the static ones.
    expect(asked).to.have.members([...Object.keys(lists), '/api/v1/namespaces/kube-system/pods']);
    expect(server.requests.map(({ url }) => url)).to.satisfy((urls: string[]) =>
      urls.some((url) => url.startsWith('/api/v1/pods?') && url.includes('fieldSelector=spec.serviceAccountName%3D')),
    );
    expect(cluster.requests['LIST']).to.equal(namedParts.length + 1);
  });

  it('finds what is in scope, and trouble with one kind does not affect the others', async () => {
    await using server = await FakeApiServer.start({ routes: lists });
    const cluster = server.door();
    const { inventory, facts } = await discover(cluster, config, signal);
    await cluster.close();
    expect(inventory.deployments).to.deep.equal({ items: [meta('shop', 'web')] });
    expect('trouble' in inventory.horizontalPodAutoscalers && inventory.horizontalPodAutoscalers.trouble).to.include({
      code: 'CLUSTER_FORBIDDEN',
    });
    expect(facts).to.deep.equal({ name: 'cluster', uid: 'cluster-1', version: 'v1.36.3', nodes: [] });
  });

  it('records the pool of each node that names one', async () => {
    const labelled = (name: string, labels: object) => ({ metadata: { name, labels, resourceVersion: '5' } });
    const nodes = [
      labelled('a', { 'karpenter.sh/nodepool': 'spot' }),
      labelled('b', { agentpool: 'system', 'kubernetes.azure.com/agentpool': 'newer' }),
      labelled('c', { 'eks.amazonaws.com/nodegroup': '' }),
    ];
    await using server = await FakeApiServer.start({ routes: { ...lists, '/api/v1/nodes': [listOf('10', nodes)] } });
    const cluster = server.door();
    const { facts } = await discover(cluster, config, signal);
    await cluster.close();
    expect(facts.nodes.map(({ name, pool }) => [name, pool])).to.deep.equal([
      ['a', 'spot'],
      ['b', 'newer'],
      ['c', undefined],
    ]);
  });

  it('records what the configuration excludes, by name, but not what is only outside of the named namespaces', async () => {
    await using server = await FakeApiServer.start({
      routes: {
        ...lists,
        '/api/v1/namespaces': [listOf('10', [named('shop'), named('kube-system'), named('blog')])],
        '/apis/apps/v1/deployments': [
          listOf('10', [meta('shop', 'web'), meta('shop', 'old'), meta('kube-system', 'coredns'), meta('blog', 'web')]),
        ],
      },
    });
    const cluster = server.door();
    const scope = { namespaces: ['shop'], excludeNamespaces: ['kube-*'], exclude: ['workloads/deployment/*/old'] };
    const { inventory, notCovered } = await discover(cluster, configSchema.parse({ scope }), signal);
    await cluster.close();
    expect(inventory.deployments).to.deep.equal({ items: [meta('shop', 'web')] });
    expect(notCovered()).to.have.deep.members([
      { what: 'workloads/deployment/shop/old', reason: 'excluded by configuration (scope.exclude)' },
      { what: 'namespace kube-system', reason: 'excluded by configuration (scope.excludeNamespaces)' },
    ]);
  });

  it('leaves out what the suite has created: another run may be under way, and its objects are not the cluster’s', async () => {
    const labels = { 'app.kubernetes.io/managed-by': 'shakedown', 'shakedown/run': 'another' };
    const created = ({ metadata }: ReturnType<typeof named>) => ({ metadata: { ...metadata, labels } });
    const helm = { metadata: { ...meta('shop', 'web').metadata, labels: { 'app.kubernetes.io/managed-by': 'Helm' } } };
    await using server = await FakeApiServer.start({
      routes: {
        ...lists,
        '/api/v1/namespaces': [listOf('10', [named('shop'), created(named('shakedown-workloads'))])],
        '/apis/apps/v1/deployments': [listOf('10', [helm, created(meta('shakedown-workloads', 'app'))])],
      },
    });
    const cluster = server.door();
    const only = { namespaces: ['shop', 'shakedown-workloads'] };
    const { inventory, notCovered } = await discover(cluster, configSchema.parse({ scope: only }), signal);
    await cluster.close();
    expect(inventory.deployments).to.deep.equal({ items: [helm] });
    expect('items' in inventory.namespaces && inventory.namespaces.items).to.have.lengthOf(2);
    expect(notCovered()).to.deep.equal([]);
  });

  it('finds the objects of a kind that spec files define, in scope, and lists them once', async () => {
    await using server = await FakeApiServer.start({
      routes: {
        ...lists,
        '/apis/example.com/v1/queues': [listOf('10', [meta('shop', 'web'), meta('kube-system', 'coredns')])],
      },
    });
    const cluster = server.door();
    const { discover: further, notCovered } = await discover(cluster, config, signal);
    const [found, again] = await Promise.all([further(queues), further({ ...queues, sample: {} })]);
    await cluster.close();
    expect(found).to.deep.equal({ items: [meta('shop', 'web')] });
    expect(again).to.equal(found);
    expect(cluster.requests['LIST']).to.equal(namedParts.length + 2);
    expect(notCovered()).to.have.deep.members([
      { what: 'namespace kube-system', reason: 'excluded by configuration (scope.excludeNamespaces)' },
    ]);
  });

  it('records as not covered that an optional kind is not served, and as a trouble for any other', async () => {
    const absent = status(404, 'NotFound', 'the server could not find the requested resource');
    await using server = await FakeApiServer.start({
      routes: { ...lists, '/apis/example.com/v1/queues': [absent] },
    });
    const cluster = server.door();
    const { discover: further, notCovered } = await discover(cluster, configSchema.parse({}), signal);
    const trouble = await further(queues);
    expect('trouble' in trouble && trouble.trouble).to.include({ code: 'CLUSTER_NO_SUCH_KIND' });
    expect(notCovered()).to.deep.equal([]);
    expect(await further({ ...queues, optional: true })).to.deep.equal({ items: [] });
    expect(notCovered()).to.have.deep.members([{ what: 'queues.example.com', reason: 'not served here' }]);
    await cluster.close();
  });

  it('does not mistake a missing permission for an optional kind that is not served', async () => {
    const forbidden = status(403, 'Forbidden', 'no right to list them');
    await using server = await FakeApiServer.start({
      routes: { ...lists, '/apis/example.com/v1/queues': [forbidden] },
    });
    const cluster = server.door();
    const { discover: further, notCovered } = await discover(cluster, configSchema.parse({}), signal);
    const found = await further({ ...queues, optional: true });
    await cluster.close();
    expect('trouble' in found && found.trouble).to.include({ code: 'CLUSTER_FORBIDDEN' });
    expect(notCovered()).to.deep.equal([]);
  });

  it('does not ask for what is of the cluster as a whole when the run keeps to one namespace', async () => {
    const routes = { ...lists, '/api/v1/namespaces/shop': { body: named('shop') } };
    await using server = await FakeApiServer.start({ routes });
    const cluster = server.door();
    const only = configSchema.parse({ scope: { onlyNamespace: 'shop' } });
    const { inventory } = await discover(cluster, only, signal);
    await cluster.close();
    for (const part of ['nodes', 'namespaces'] as const) {
      const found = inventory[part];
      expect('trouble' in found && found.trouble.message).to.equal(
        `not covered with --namespace shop: ${part} are of the cluster as a whole, and so is what is checked of each`,
      );
    }
    expect(server.asked.filter((one) => /\/(nodes|namespaces)$/.test(one))).to.deep.equal([]);
  });

  it('knows whether the one namespace of the run exists and contains anything, also of a kind that spec files define', async () => {
    const routes = {
      ...lists,
      ...Object.fromEntries(namedParts.map(([, { kind }]) => [collectionPath(kind), [nothing]])),
      '/api/v1/namespaces/shop': status(403, 'Forbidden', 'no right to get it'),
      '/apis/example.com/v1/queues': [listOf('10', [meta('shop', 'web')])],
    };
    await using server = await FakeApiServer.start({ routes });
    const cluster = server.door();
    const found = await discover(cluster, configSchema.parse({ scope: { onlyNamespace: 'shop' } }), signal);
    expect([found.namespaceExists, await found.isEmpty()]).to.deep.equal([false, true]);
    await found.discover(queues);
    expect(await found.isEmpty()).to.equal(false);
    await cluster.close();
  });

  it('knows whether all kinds could be listed, also those that spec files define', async () => {
    const all = Object.fromEntries(namedParts.map(([, { kind }]) => [collectionPath(kind), [nothing]]));
    const pods = { '/api/v1/namespaces/kube-system/pods': [nothing] };
    const own = { '/apis/example.com/v1/queues': [status(403, 'Forbidden', 'no right')] };
    await using server = await FakeApiServer.start({ routes: { ...lists, ...all, ...pods, ...own } });
    const cluster = server.door();
    const found = await discover(cluster, configSchema.parse({}), signal);
    const before = await found.isWhole();
    await found.discover(queues);
    expect([before, await found.isWhole()]).to.deep.equal([true, false]);
    await cluster.close();
  });

  it('does not count a kind that could not be listed as empty', async () => {
    await using server = await FakeApiServer.start({
      routes: { ...lists, '/apis/apps/v1/deployments': [nothing] },
    });
    const cluster = server.door();
    const found = await discover(cluster, configSchema.parse({}), signal);
    await cluster.close();
    expect(await found.isEmpty()).to.equal(false);
  });

  describe('of few objects of a kind that has very many', () => {
    const pod = (namespace: string, name: string, more: object) => ({ metadata: { namespace, name, ...more } });
    const owned = (kind: string) => ({ ownerReferences: [{ kind, uid: 'o', controller: true }] });
    const etcd = pod('kube-system', 'etcd-n1', {
      annotations: { 'kubernetes.io/config.mirror': 'd0' },
      ...owned('Node'),
    });
    const proxy = pod('edge', 'haproxy-n1', { annotations: { 'kubernetes.io/config.mirror': 'd1' }, ...owned('Node') });
    const bare = pod('kube-system', 'by-hand', {});
    const coredns = pod('kube-system', 'coredns-7d', owned('ReplicaSet'));
    const routes = {
      ...lists,
      '/api/v1/pods': [listOf('10', [etcd, proxy])],
      '/api/v1/namespaces/kube-system/pods': [listOf('10', [etcd, bare, coredns])],
      '/api/v1/namespaces/edge/pods': [listOf('10', [proxy])],
    };
    let notListed: string[];
    const podsIn = async (scope: object) => {
      await using server = await FakeApiServer.start({ routes });
      const cluster = server.door();
      const { scope: all } = configSchema.parse({ scope });
      const { found, notCovered } = await listPart(cluster, parts.pods, { ...config, scope: all }, signal);
      await cluster.close();
      notListed = notCovered.filter(({ reason }) => reason === 'not examined').map(({ what }) => what);
      return 'items' in found && found.items.map(({ metadata }) => metadata?.name);
    };

    it('finds those that are meant, each once', async () => {
      expect(await podsIn({})).to.deep.equal(['etcd-n1', 'haproxy-n1', 'by-hand']);
    });

    const PARTLY = [{ namespaces: ['kube-system', 'edge'] }, { namespaces: ['kube-*'] }];

    it('says which are not listed, unless all of the namespaces that are meant are', async () => {
      for (const scope of [{}, { onlyNamespace: 'edge' }, ...PARTLY]) {
        await podsIn(scope);
        expect(notListed).to.deep.equal(['pods without an owner outside of kube-system']);
      }
      for (const scope of [{ onlyNamespace: 'kube-system' }, { namespaces: ['kube-system'] }]) {
        await podsIn(scope);
        expect(notListed).to.deep.equal([]);
      }
    });

    it('keeps to the scope', async () => {
      expect(await podsIn({ excludeNamespaces: ['kube-*'] })).to.deep.equal(['haproxy-n1']);
    });
  });
});
