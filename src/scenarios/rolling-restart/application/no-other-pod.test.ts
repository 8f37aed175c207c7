import { expect } from 'chai';
import { whyNoOtherPod } from './no-other-pod.ts';

const deployment = (replicas: number, strategy: object = {}) =>
  whyNoOtherPod({ spec: { replicas, strategy } } as never);
const rolling = (maxSurge: number | string, maxUnavailable: number | string) => ({
  type: 'RollingUpdate',
  rollingUpdate: { maxSurge, maxUnavailable },
});
const statefulSet = (replicas: number) => whyNoOtherPod({ spec: { replicas, serviceName: 'db' } } as never);

describe('No other pod serves during a restart', () => {
  it('by the strategy Recreate', () => {
    expect(deployment(3, { type: 'Recreate' })).to.match(/Recreate/);
  });

  it('of a StatefulSet with one replica', () => {
    expect(statefulSet(1)).to.equal('it has one replica, which ends before the next one starts');
    expect(statefulSet(2)).to.equal(undefined);
  });

  it('of a Deployment that may be without any', () => {
    expect(deployment(1, rolling(0, '25%'))).to.match(/^it has one replica, which by its maxUnavailable/);
    expect(deployment(1, rolling(1, 1))).to.match(/^it has one replica/);
    expect(deployment(4, rolling(1, '100%'))).to.match(/all of its 4 pods/);
  });

  it('but one does of a Deployment that starts the next one first, also with one replica', () => {
    expect(deployment(1)).to.equal(undefined);
    expect(deployment(1, rolling('25%', '25%'))).to.equal(undefined);
    expect(deployment(2, rolling(0, 1))).to.equal(undefined);
  });
});
