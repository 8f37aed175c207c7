import { expect } from 'chai';
import { configSchema } from '../../../config/schema.ts';
import { chooseAutoscaler } from './choose-autoscaler.ts';
import type { NodePool } from './karpenter.ts';

const pool = (name: string, spec: object = {}): NodePool => ({ metadata: { name }, spec });
const tainted = (name: string, spec: object = {}) =>
  pool(name, { template: { spec: { taints: [{ key: 'gpu', effect: 'NoSchedule' }] } }, ...spec });
const deployment = (namespace: string, name: string, labels: Record<string, string> = {}) => ({
  metadata: { namespace, name, labels },
});
const choose = (
  candidates: Partial<Parameters<typeof chooseAutoscaler>[0]>,
  autoscaler: Record<string, unknown> = {},
) => {
  const config = configSchema.parse({ nodes: { autoscaler } }).nodes.autoscaler;
  return chooseAutoscaler({ pools: undefined, deployments: [], hasStatus: false, ...candidates }, config);
};

describe('The node autoscaler', () => {
  it('is Karpenter where there is a NodePool, with the Deployment that its chart makes', () => {
    const deployments = [deployment('kube-system', 'kp', { 'app.kubernetes.io/name': 'karpenter' })];
    expect(choose({ pools: [tainted('default')], deployments })).to.deep.equal({
      make: 'Karpenter',
      name: 'NodePool default of Karpenter',
      pool: { name: 'default', taints: [{ key: 'gpu', effect: 'NoSchedule' }] },
      controller: { namespace: 'kube-system', name: 'kp' },
    });
    expect(choose({ pools: [pool('default')] })).not.to.have.property('controller');
  });

  it('is asked for nodes of the pool that repels no pods, then of the one with the highest weight', () => {
    const of = (...pools: NodePool[]) => (choose({ pools }) as { pool?: { name: string } }).pool?.name;
    expect(of(tainted('a', { weight: 50 }), pool('b'), pool('c', { weight: 10 }))).to.equal('c');
    expect(of(tainted('b'), tainted('a'))).to.equal('a');
    const soft = pool('soft', { template: { spec: { taints: [{ key: 'k', effect: 'PreferNoSchedule' }] } } });
    expect(of(tainted('a'), soft)).to.equal('soft');
    expect(of(pool('fixed', { replicas: 3 }), pool('z'))).to.equal('z');
    expect(of({ metadata: { name: 'going', deletionTimestamp: 'now' } }, pool('z'))).to.equal('z');
  });

  it('is cluster-autoscaler where there is no NodePool, by the labels of its Deployment', () => {
    const ca = { make: 'cluster-autoscaler', controller: { namespace: 'kube-system', name: 'ca' } };
    for (const labels of [{ 'app.kubernetes.io/name': 'aws-cluster-autoscaler' }, { app: 'cluster-autoscaler' }])
      expect(choose({ pools: [], deployments: [deployment('kube-system', 'ca', labels)] })).to.deep.include(ca);
  });

  it('is cluster-autoscaler where there is its status alone, because a cloud runs it', () => {
    expect(choose({ hasStatus: true })).to.deep.equal({ make: 'cluster-autoscaler', name: 'cluster-autoscaler' });
  });

  it('is what the configuration names', () => {
    const deployments = [deployment('infra', 'scaler'), deployment('kube-system', 'karpenter')];
    const pools = [pool('a'), pool('b')];
    expect(choose({ deployments, pools }, { deployment: 'infra/scaler' })).to.deep.equal({
      make: 'another',
      name: 'node autoscaler infra/scaler',
      controller: { namespace: 'infra', name: 'scaler' },
    });
    expect(choose({ deployments, pools }, { deployment: 'kube-system/karpenter', nodePool: 'b' })).to.include({
      make: 'Karpenter',
      name: 'NodePool b of Karpenter',
    });
  });

  it('is an error of the configuration when what it names is not there', () => {
    expect(choose({}, { deployment: 'infra/scaler' })).to.include({ unknown: 'there is no Deployment infra/scaler' });
    expect(choose({ pools: [pool('a')] }, { nodePool: 'b' })).to.include({ unknown: 'there is no NodePool b' });
    expect(choose({}, { nodePool: 'b' })).to.include({ unknown: 'the cluster has no NodePools' });
  });

  it('is absent, with the fact', () => {
    const fact = 'and no Deployment with the labels of cluster-autoscaler, nor its status';
    expect(choose({})).to.deep.equal({ absent: `there is no NodePool of Karpenter ${fact}` });
    expect(choose({ pools: [pool('fixed', { replicas: 1 })] })).to.deep.equal({
      absent: `there is no usable NodePool of Karpenter ${fact}`,
    });
  });
});
