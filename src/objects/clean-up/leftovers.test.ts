import { expect } from 'chai';
import { FakeApiServer, type Stored } from '../../../test/fake-api-server/fake-api-server.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { kinds } from '../../cluster/kinds/kinds.ts';
import { jumpingClock } from '../../time/clock.ts';
import { prerequisiteKinds } from '../create/prerequisites.ts';
import { selectLeftovers, findLeftovers } from './find-leftovers.ts';
import { removeLeftovers } from './remove-leftovers.ts';

const signal = new AbortController().signal;
const made = (run: string, expires?: string, more: object = {}): Partial<Stored> => ({
  metadata: {
    name: '',
    labels: { 'app.kubernetes.io/managed-by': 'shakedown', 'shakedown/run': run },
    ...(expires === undefined ? {} : { annotations: { 'shakedown/expires': expires } }),
    ...more,
  },
});
const cluster = () =>
  FakeApiServer.start({
    objects: {
      '/api/v1/namespaces/shakedown': made('old', '2026-01-01T00:00:00Z'),
      '/apis/apps/v1/namespaces/shop/deployments/target-app': made('old', '2026-01-01T00:00:00Z'),
      '/api/v1/namespaces/shop/pods/target-app-1': made('old', '2026-01-01T00:00:00Z', { ownerReferences: [{}] }),
      '/apis/rbac.authorization.k8s.io/v1/clusterroles/shakedown': made('new', '2026-01-01T09:00:00Z'),
      '/apis/coordination.k8s.io/v1/namespaces/shakedown/leases/shakedown': made('new'),
      // Not of any run: applied beforehand, and another's altogether.
      '/api/v1/namespaces/prepared': {
        metadata: { name: '', labels: { 'app.kubernetes.io/managed-by': 'shakedown' } },
      },
      '/api/v1/namespaces/shop': { metadata: { name: '' } },
      '/apis/apps/v1/namespaces/shop/deployments/web': { metadata: { name: '', labels: { app: 'web' } } },
    },
  });
const { deployments, daemonSets, pods, leases } = kinds;
const search = { kinds: [deployments, daemonSets, pods, leases, ...prerequisiteKinds], namespaces: ['shakedown'] };
const leftoversIn = async (door: Cluster) => (await findLeftovers(door, search, signal)).leftovers;
const names = (leftovers: { kind: { kind: string }; ref: { name: string } }[]) =>
  leftovers.map(({ kind, ref }) => `${kind.kind} ${ref.name}`);

describe('What killed runs left', () => {
  it('is found by the labels of a run, without what belongs to something larger', async () => {
    await using api = await cluster();
    expect(names(await leftoversIn(api.door()))).to.deep.equal([
      'Deployment target-app',
      'Lease shakedown',
      'ClusterRole shakedown',
      'Namespace shakedown',
    ]);
  });

  it('is searched where the account may list it, and what it may not list is reported', async () => {
    await using api = await cluster();
    api.put('/apis/apps/v1/namespaces/shakedown/daemonsets/agents', made('old'));
    for (const path of ['/apis/apps/v1/daemonsets', '/apis/rbac.authorization.k8s.io/v1/clusterroles', '/api/v1/pods'])
      api.refusals.set(path, 403);
    api.refusals.set('/api/v1/namespaces/shakedown/pods', 403);
    const { leftovers, unread } = await findLeftovers(api.door(), search, signal);
    expect(names(leftovers)).to.deep.equal([
      'Deployment target-app',
      'DaemonSet agents',
      'Lease shakedown',
      'Namespace shakedown',
    ]);
    expect(unread).to.deep.equal(['daemonsets outside of namespace shakedown', 'pods', 'clusterroles']);
  });

  it('is not looked for by an account that may list nothing', async () => {
    await using api = await cluster();
    api.refusals.set('/api/v1/namespaces', 403);
    const door = api.door();
    const refused = { list: () => door.list(kinds.namespaces, {}, { signal }) } as unknown as Cluster;
    const error = await findLeftovers(refused, search, signal).catch((thrown: unknown) => thrown);
    expect(error).to.include({ code: 'CLUSTER_FORBIDDEN' });
  });

  it('is removed by an account that may not look for the roles of Sonobuoy', async () => {
    await using api = await FakeApiServer.start({ objects: { '/api/v1/namespaces/sonobuoy': made('old') } });
    const door = api.door({ clock: jumpingClock() });
    const found = await leftoversIn(door);
    for (const kind of ['clusterroles', 'clusterrolebindings'])
      api.refusals.set(`/apis/rbac.authorization.k8s.io/v1/${kind}`, 403);
    await removeLeftovers(door, found, signal);
    expect([...api.objects.keys()]).to.deep.equal([]);
  });

  it('is selected when it has expired, when its run is named, or as a whole', async () => {
    await using api = await cluster();
    const found = await leftoversIn(api.door());
    const expiredAt = new Date('2026-01-01T05:00:00Z');
    expect(names(selectLeftovers(found, { expiredAt }))).to.deep.equal([
      'Deployment target-app',
      'Namespace shakedown',
    ]);
    expect(names(selectLeftovers(found, { run: 'new' }))).to.deep.equal(['Lease shakedown', 'ClusterRole shakedown']);
    expect(names(selectLeftovers(found, { run: 'none' }))).to.deep.equal([]);
    expect(selectLeftovers(found, { all: true })).to.deep.equal(found);
  });

  it('is removed, and nothing else is', async () => {
    await using api = await cluster();
    const door = api.door({ clock: jumpingClock() });
    await removeLeftovers(door, await leftoversIn(door), signal);
    expect([...api.objects.keys()].sort()).to.deep.equal([
      '/api/v1/namespaces/prepared',
      '/api/v1/namespaces/shop',
      '/api/v1/namespaces/shop/pods/target-app-1',
      '/apis/apps/v1/namespaces/shop/deployments/web',
    ]);
  });

  it('stays when another run has created it again meanwhile', async () => {
    await using api = await FakeApiServer.start({ objects: { '/api/v1/namespaces/shakedown': made('old') } });
    const door = api.door({ clock: jumpingClock() });
    const found = await leftoversIn(door);
    api.objects.clear();
    const anew = api.put('/api/v1/namespaces/shakedown', made('new'));
    await removeLeftovers(door, found, signal);
    expect([...api.objects.values()]).to.deep.equal([anew]);
  });

  it('is removed with the roles that Sonobuoy creates for a namespace', async () => {
    await using api = await FakeApiServer.start({
      objects: {
        '/api/v1/namespaces/sonobuoy': made('old'),
        '/apis/rbac.authorization.k8s.io/v1/clusterroles/sonobuoy-serviceaccount-sonobuoy': {
          metadata: { name: '', labels: { component: 'sonobuoy', namespace: 'sonobuoy' } },
        },
        '/apis/rbac.authorization.k8s.io/v1/clusterroles/sonobuoy-serviceaccount-other': {
          metadata: { name: '', labels: { component: 'sonobuoy', namespace: 'other' } },
        },
      },
    });
    const door = api.door({ clock: jumpingClock() });
    await removeLeftovers(door, await leftoversIn(door), signal);
    expect([...api.objects.keys()]).to.deep.equal([
      '/apis/rbac.authorization.k8s.io/v1/clusterroles/sonobuoy-serviceaccount-other',
    ]);
  });

  it('is removed although a silent node never confirms that its pods have ended', async () => {
    const [platform, home] = ['/apis/apps/v1/namespaces/shop/daemonsets/agents', '/api/v1/namespaces/sonobuoy'];
    const [agent, plugin] = ['/api/v1/namespaces/shop/pods/agents-1', `${home}/pods/plugin`];
    const mine = made('old').metadata?.labels ?? {};
    await using api = await FakeApiServer.start({
      objects: {
        '/api/v1/nodes/dead': { status: { conditions: [{ type: 'Ready', status: 'Unknown' }] } },
        '/api/v1/nodes/well': { status: { conditions: [{ type: 'Ready', status: 'True' }] } },
        [platform]: made('old'),
        [home]: made('old'),
        [agent]: { metadata: { name: '', labels: mine, ownerReferences: [{}] }, spec: { nodeName: 'dead' } },
        [plugin]: { spec: { nodeName: 'dead' } },
        '/api/v1/namespaces/shop/pods/web-1': { spec: { nodeName: 'dead' } },
        '/api/v1/namespaces/shop/pods/agents-2': { metadata: { name: '', labels: mine }, spec: { nodeName: 'well' } },
      },
    });
    // Objects that wait for their pods are deleted only when the pods are.
    for (const path of [platform, home]) api.refusals.set(`DELETE ${path}`, 409);
    const clock = jumpingClock();
    const controllers = (ms: number, stop?: AbortSignal) => {
      if (!api.objects.has(agent)) api.objects.delete(platform);
      if (!api.objects.has(plugin)) api.objects.delete(home);
      return clock.sleep(ms, stop);
    };
    const door = api.door({ clock: { ...clock, sleep: controllers } });
    const found = (await leftoversIn(door)).filter(({ kind }) => kind.kind !== 'Pod');
    await removeLeftovers(door, found, signal);
    expect(api.writes).to.deep.equal([`DELETE ${platform}`, `DELETE ${home}`, `DELETE ${agent}`, `DELETE ${plugin}`]);
  });

  it('counts as deleted when only an unavailable aggregated API keeps the empty namespace', async () => {
    const condition = (type: string, is: string) => ({ type, status: is });
    const namespace = {
      ...made('old', undefined, { deletionTimestamp: '2026-01-01T00:00:00Z' }),
      status: {
        conditions: [
          condition('NamespaceDeletionDiscoveryFailure', 'True'),
          condition('NamespaceDeletionContentFailure', 'False'),
          condition('NamespaceContentRemaining', 'False'),
          condition('NamespaceFinalizersRemaining', 'False'),
        ],
      },
    };
    await using api = await FakeApiServer.start({ objects: { '/api/v1/namespaces/shakedown': namespace } });
    api.refusals.set('DELETE /api/v1/namespaces/shakedown', 409);
    const door = api.door({ clock: jumpingClock() });
    await removeLeftovers(door, await leftoversIn(door), signal);
    expect(api.writes).to.deep.equal(['DELETE /api/v1/namespaces/shakedown']);
  });
});
