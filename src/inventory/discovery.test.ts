import { expect } from 'chai';
import { FakeApiServer, listOf, status } from '../../test/fake-api-server/fake-api-server.ts';
import { kinds } from '../cluster/kinds.ts';
import { configSchema } from '../config/schema.ts';
import { discover } from './discovery.ts';

const { signal } = new AbortController();
const config = configSchema.parse({ scope: { excludeNamespaces: ['kube-*'] } });
const meta = (namespace: string, name: string) => ({ metadata: { namespace, name, resourceVersion: '5' } });

const nothing = listOf('10', []);
const lists = {
  '/version': [{ body: { gitVersion: 'v1.36.3' } }],
  '/api/v1/namespaces/kube-system': [{ body: { metadata: { name: 'kube-system', uid: 'cluster-1' } } }],
  '/api/v1/nodes': [nothing],
  '/api/v1/namespaces': [nothing],
  '/apis/apps/v1/deployments': [listOf('10', [meta('shop', 'web'), meta('kube-system', 'coredns')])],
  '/apis/apps/v1/statefulsets': [nothing],
  '/apis/apps/v1/daemonsets': [nothing],
  '/apis/batch/v1/jobs': [nothing],
  '/api/v1/services': [nothing],
  '/apis/autoscaling/v2/horizontalpodautoscalers': [status(403, 'Forbidden', 'no right to list them')],
};

describe('Discovery', () => {
  it('lists each kind that checks are made of once, and no other; to wait for one of them costs no LIST more', async () => {
    await using server = await FakeApiServer.start({ routes: lists });
    const cluster = server.door();
    await discover(cluster, config, signal);
    const deployments = cluster.shared(kinds.deployments);
    await deployments.ready();
    expect(deployments.get({ namespace: 'shop', name: 'web' })).to.deep.equal(meta('shop', 'web'));
    await cluster.close();
    const asked = server.requests.filter(({ url }) => !url.includes('watch=true')).map(({ url }) => url.split('?')[0]);
    expect(asked).to.have.members(Object.keys(lists));
    expect(cluster.requests['LIST']).to.equal(8);
  });

  it('finds what is in scope, and keeps the trouble with one kind from the others', async () => {
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
});
