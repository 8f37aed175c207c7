import { expect } from 'chai';
import { judgeHpa, type HpaOptions } from './hpa-health.ts';
import type { Hpa } from '../../cluster/kinds/kinds.ts';
import { testHpa } from './hpa.fixture.ts';

const judged = (hpa: Hpa | undefined, options?: HpaOptions) => {
  const { state, reason } = judgeHpa(hpa, options);
  return `${state}: ${reason}`;
};
const STRICT = { failAtMaximum: true };
const TOO_MANY = { status: 'True', reason: 'TooManyReplicas', message: 'more than the maximum replica count' };

describe('The health of an HPA', () => {
  it('is good when it reads its metrics, and says what they are', () => {
    expect(judged(testHpa())).to.equal('ready: cpu is at 20 % of a target of 50 %');
  });

  it('is not known before its controller has read it', () => {
    expect(judged(testHpa({ status: { conditions: [] } }))).to.equal(
      'not yet: its controller has not looked at it yet',
    );
    const changed = testHpa({ status: { observedGeneration: 1 } });
    expect(judged({ ...changed, metadata: { ...changed.metadata, generation: 2 } })).to.equal(
      'not yet: its controller has not seen the current spec yet',
    );
  });

  it('is bad when its target cannot be read, or its metrics', () => {
    const noTarget = { status: 'False', reason: 'FailedGetScale', message: 'deployments.apps "web" not found' };
    expect(judged(testHpa({ conditions: { AbleToScale: noTarget } }))).to.equal(
      'not yet: its target deployment web cannot be read: deployments.apps "web" not found',
    );
    const noMetric = { status: 'False', reason: 'FailedGetPodsMetric', message: 'no matches for rps' };
    expect(judged(testHpa({ conditions: { ScalingActive: noMetric } }))).to.equal(
      'not yet: FailedGetPodsMetric: no matches for rps',
    );
    expect(judged(testHpa({ status: { currentMetrics: [{ type: '' }] } }))).to.equal(
      'not yet: cpu could not be read (target 50 %)',
    );
  });

  it('is good when somebody switched it off by zero replicas', () => {
    const off = { status: 'False', reason: 'ScalingDisabled', message: 'the target’s replica count is zero' };
    expect(judged(testHpa({ conditions: { ScalingActive: off }, status: { currentMetrics: [] } }))).to.equal(
      'ready: its target is at zero replicas, which switches it off',
    );
  });

  it('is good while it is held at its maximum, and says so; with the option that is bad, unless it is its minimum too', () => {
    const held = testHpa({ conditions: { ScalingLimited: TOO_MANY }, cpu: 180 });
    const text = 'it is held at its maximum of 10 replicas: cpu is at 180 % of a target of 50 %';
    expect(judged(held)).to.equal(`ready: ${text}`);
    expect(judged(held, STRICT)).to.equal(`not yet: ${text}`);
    const fixed = testHpa({ conditions: { ScalingLimited: TOO_MANY }, spec: { minReplicas: 10 } });
    expect(judged(fixed, STRICT)).to.match(/^ready: cpu/);
  });

  it('is good after a peak, while only its stabilisation window keeps it at its maximum', () => {
    const behind = testHpa({ conditions: { ScalingLimited: TOO_MANY }, cpu: 4 });
    expect(judged(behind, STRICT)).to.equal('ready: cpu is at 4 % of a target of 50 %');
    const within = testHpa({ conditions: { ScalingLimited: TOO_MANY }, cpu: 55 });
    expect(judged(within, STRICT)).to.match(/^ready/);
    const above = testHpa({ conditions: { ScalingLimited: TOO_MANY }, cpu: 56 });
    expect(judged(above, STRICT)).to.match(/^not yet: it is held at its maximum of 10 replicas/);
  });

  it('is not judged when it does not exist', () => {
    expect(judged(undefined)).to.equal('disappeared: it does not exist');
  });
});
