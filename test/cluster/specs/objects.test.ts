import { expect } from 'chai';
import { connect } from '../../../src/cluster/connect.ts';
import type { Cluster } from '../../../src/cluster/cluster.ts';
import { kinds } from '../../../src/cluster/kinds/kinds.ts';
import { configSchema } from '../../../src/config/schema.ts';
import { messageOf } from '../../../src/errors/shakedown-error.ts';
import { makeObjects, type Objects } from '../../../src/objects/objects.ts';
import { localCluster, type LocalCluster } from './local-cluster.ts';
import { marked } from './residue.ts';

const { signal } = new AbortController();
const soon = () => AbortSignal.timeout(60_000);
const note = (namespace: string, name: string) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { namespace, name },
});

describe('The objects of a run', () => {
  let local: LocalCluster;
  let cluster: Cluster;
  before(async () => {
    local = await localCluster();
    cluster = await connect({ kubeconfig: local.kubeconfig });
  });
  after(async () => {
    await local.kubectl(['delete', 'namespace', '--ignore-not-found', 'objects-a', 'objects-b']);
    await cluster.close();
  });
  const objectsOf = (runId: string, config: object = {}): Objects =>
    makeObjects({ cluster, config: configSchema.parse(config), runId });

  it('create their namespace if it does not exist, and remove it at the end', async () => {
    const objects = objectsOf('one');
    await Promise.all([
      objects.create(kinds.configMaps, note('objects-a', 'first'), signal),
      objects.create(kinds.configMaps, note('objects-a', 'second'), signal),
    ]);
    const namespace = await cluster.get(kinds.namespaces, { name: 'objects-a' });
    expect(namespace.metadata?.labels).to.include({ 'e2e-framework': 'shakedown', 'e2e-run': 'one' });
    expect(await marked(local, 'one')).to.have.lengthOf(3);
    await objects.removeAll(soon());
    expect(await marked(local, 'one')).to.deep.equal([]);
    expect(await local.kubectl(['get', 'namespace', '--ignore-not-found', 'objects-a'])).to.equal('');
  });

  it('leave an existing namespace, with the objects of others', async () => {
    await local.apply([
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'objects-b' } },
      note('objects-b', 'foreign'),
    ]);
    const objects = objectsOf('two');
    await objects.create(kinds.configMaps, note('objects-b', 'own'), signal);
    await objects.removeAll(soon());
    const names = await local.kubectl(['--namespace=objects-b', 'get', 'configmaps', '--output=name']);
    expect(names.split('\n')).to.include('configmap/foreign').and.not.include('configmap/own');
  });

  it('do not replace or remove an object that somebody else has created', async () => {
    const objects = objectsOf('three');
    const refused = await objects
      .create(kinds.configMaps, note('objects-b', 'foreign'), signal)
      .catch((error: Error) => error.message);
    expect(refused).to.equal(
      'OBJECT_NAME_TAKEN: an object that the suite did not create\n' +
        '  expected: configMap objects-b/foreign to be free for the suite\n' +
        '  do:       remove or rename it, or give the suite other namespaces: namespaces.suite, namespaces.workloads',
    );
    await objects.removeAll(soon());
    expect(await local.kubectl(['--namespace=objects-b', 'get', 'configmap', 'foreign', '--output=name'])).to.equal(
      'configmap/foreign\n',
    );
  });

  it('replace the leftovers of a killed run', async () => {
    const killed = await objectsOf('killed').create(kinds.configMaps, note('objects-b', 'left'), signal);
    const objects = objectsOf('four');
    const made = await objects.create(kinds.configMaps, note('objects-b', 'left'), signal);
    expect(made.metadata?.labels?.['shakedown/run']).to.equal('four');
    expect(made.metadata?.uid).to.not.equal(killed.metadata?.uid);
    await objects.removeAll(soon());
    expect(await marked(local, 'four')).to.deep.equal([]);
  });

  it('are deleted with all their dependents when their removal returns', async () => {
    const objects = objectsOf('five');
    const labels = { app: 'five' };
    const ref = { namespace: 'objects-b', name: 'five' };
    // Ready, because a container that has not started yet does not receive the signal to end.
    const readinessProbe = { httpGet: { path: '/readyz', port: 8080 }, periodSeconds: 1 };
    const container = { name: 'app', image: local.image, args: ['target-app', '--drain=2s'], readinessProbe };
    const spec = { containers: [container] };
    await objects.create(
      kinds.deployments,
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: ref,
        spec: { replicas: 2, selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
      },
      signal,
    );
    await local.kubectl(['--namespace=objects-b', 'rollout', 'status', 'deployment/five', '--timeout=60s']);
    await objects.remove([{ kind: kinds.deployments, ref }]);
    expect(
      await local.kubectl(['--namespace=objects-b', 'get', 'deployments,replicasets,pods', '--output=name']),
    ).to.equal('');
  });

  it('are reported with the reason when they cannot be removed in time', async () => {
    const objects = objectsOf('six');
    await objects.create(kinds.configMaps, note('objects-b', 'held'), signal);
    const finalizers = (list: string) => [
      '--namespace=objects-b',
      'patch',
      'configmap',
      'held',
      '--type=merge',
      `--patch={"metadata":{"finalizers":${list}}}`,
    ];
    await local.kubectl(finalizers('["example.org/hold"]'));
    let left = '';
    try {
      await objects.removeAll(AbortSignal.timeout(1_500));
    } catch (error) {
      left = messageOf(error);
    } finally {
      await local.kubectl(finalizers('[]'));
    }
    await objects.removeAll(soon());
    expect(left).to.match(
      /^OBJECTS_LEFT: configMap objects-b\/held: [^]*\n {2}expected: all objects of the run to be deleted\n/,
    );
    expect(left).to.match(/\n {2}do: {7}shakedown cleanup --run six$/);
    expect(await marked(local, 'six')).to.deep.equal([]);
  });
});
