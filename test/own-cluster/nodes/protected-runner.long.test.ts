import { expect } from 'chai';
import { doNotRemove } from '../../../src/run/own-pod.ts';
import { localCluster, type LocalCluster } from '../../cluster/specs/local-cluster.ts';
import { onPool, removeAddedNodes, type PoolApp } from './karpenter.ts';

const NAMESPACE = 'consolidated';
const IN = [`--namespace=${NAMESPACE}`];

/**
 * Two nodes of 4 CPUs, each with a pod of 1 CPU and one of 2.5 CPUs; when the latter are gone, Karpenter moves one of the small pods and removes its
 * node. The `runner` has the annotations that the configuration for Sonobuoy gives to the pod of the runner.
 */
describe('When the nodes of the cluster get fewer', () => {
  let local: LocalCluster;
  const uidOf = async (name: string) =>
    await local.kubectl([...IN, 'get', 'pods', `--selector=app=${name}`, '--output=jsonpath={.items[*].metadata.uid}']);

  /** Applies apps together, so that they share a node, and waits for them. */
  async function start(...apps: Omit<PoolApp, 'namespace'>[]): Promise<void> {
    await local.apply(apps.map((app) => onPool({ namespace: NAMESPACE, ...app })));
    for (const { name } of apps)
      await local.kubectl([...IN, 'rollout', 'status', `deployment/${name}`, '--timeout=120s']);
  }

  /** Lets the load of both nodes end. @returns the small pods before, and when one node is left */
  async function consolidate(protectedOne: 'runner' | 'other') {
    const annotated = (name: string) => ({
      name,
      cpu: '1',
      ...(name === protectedOne && { annotations: doNotRemove }),
    });
    await start(annotated('runner'), { name: 'load-1', cpu: '2500m' });
    await start(annotated('other'), { name: 'load-2', cpu: '2500m' });
    const before = { runner: await uidOf('runner'), other: await uidOf('other') };
    await local.kubectl([...IN, 'delete', 'deployment', 'load-1', 'load-2']);
    const claims = (await local.kubectl(['get', 'nodeclaims', '--output=name'])).trim().split('\n');
    expect(claims, 'nodes before').to.have.length(2);
    // One of the two goes.
    await Promise.any(claims.map((name) => local.kubectl(['wait', '--for=delete', name, '--timeout=180s'])));
    for (const name of ['runner', 'other'])
      await local.kubectl([...IN, 'rollout', 'status', `deployment/${name}`, '--timeout=120s']);
    return { before, after: { runner: await uidOf('runner'), other: await uidOf('other') } };
  }

  before(async () => {
    local = await localCluster(['nodes']);
  });
  beforeEach(async () => {
    await local.kubectl(['create', 'namespace', NAMESPACE]);
  });
  afterEach(async () => {
    await local.kubectl(['delete', 'namespace', NAMESPACE, '--timeout=60s']);
    await removeAddedNodes(local);
  });

  it('the runner stays where it is, and other pods are moved', async () => {
    const { before: old, after: now } = await consolidate('runner');
    expect(now.runner).to.equal(old.runner);
    expect(now.other).not.to.equal(old.other);
  });

  it('a pod without its annotations is moved', async () => {
    const { before: old, after: now } = await consolidate('other');
    expect(now.other).to.equal(old.other);
    expect(now.runner).not.to.equal(old.runner);
  });
});
