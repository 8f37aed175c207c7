import { expect } from 'chai';
import { recommendation, type Question } from './recommendation.ts';

const NOW = Date.parse('2026-01-01T12:00:00Z');
const at = (secondsAgo: number) => new Date(NOW - secondsAgo * 1_000).toISOString();

interface One {
  /** In per cent of the request of one core; absent without a metric. */
  use?: number;
  phase?: string;
  startedAgo?: number;
  ready?: boolean;
  changedAgo?: number;
  measuredAgo?: number;
}

function question(all: readonly One[], rest: Partial<Question> = {}): Question {
  return {
    pods: all.map(({ phase = 'Running', startedAgo = 1_000, ready = true, changedAgo = 900 }, index) => ({
      metadata: { name: `web-${index}` },
      spec: { containers: [{ name: 'app', resources: { requests: { cpu: '1' } } }] },
      status: {
        phase,
        startTime: at(startedAgo),
        conditions: [{ type: 'Ready', status: ready ? 'True' : 'False', lastTransitionTime: at(changedAgo) }],
      },
    })),
    metrics: all.flatMap(({ use, measuredAgo = 5 }, index) =>
      use === undefined
        ? []
        : [
            {
              metadata: { name: `web-${index}` },
              timestamp: at(measuredAgo),
              window: '10s',
              containers: [{ name: 'app', usage: { cpu: `${use * 10}m` } }],
            },
          ],
    ),
    ...{ target: 50, current: all.length, tolerance: 0.1, now: NOW, initialisation: 300_000, readinessDelay: 30_000 },
    ...rest,
  };
}
const times = (count: number, one: One): One[] => Array.from({ length: count }, () => one);

describe('The recommendation of an HPA', () => {
  it('is the count that brings the metric to its target', () => {
    expect(recommendation(question(times(2, { use: 100 })))).to.equal(4);
    expect(recommendation(question(times(4, { use: 10 })))).to.equal(1);
  });

  it('is calculated from whole per cent: 37.6 % of a target of 50 % need 3 of 4 pods, and 38 % all', () => {
    expect(recommendation(question(times(4, { use: 37.6 })))).to.equal(3);
    expect(recommendation(question(times(4, { use: 38 })))).to.equal(4);
  });

  it('stays at the current count within the tolerance', () => {
    expect(recommendation(question(times(4, { use: 55.9 })))).to.equal(4);
    expect(recommendation(question(times(10, { use: 45 })))).to.equal(10);
    expect(recommendation(question(times(4, { use: 56 })))).to.equal(5);
  });

  it('leaves pods out that are not measured since they became ready, and keeps the count when it would grow by less', () => {
    const fresh = { use: 5, startedAgo: 20, changedAgo: 12, measuredAgo: 5 };
    expect(recommendation(question([{ use: 40 }, fresh, fresh, fresh]))).to.equal(1);
    expect(recommendation(question([{ use: 150 }, fresh]))).to.equal(3);
    expect(recommendation(question([{ use: 100 }, { use: 100 }, ...times(2, fresh)]))).to.equal(4);
    // After the period of its start it counts.
    expect(recommendation(question([{ use: 40 }, fresh, fresh, fresh], { initialisation: 10_000 }))).to.equal(2);
  });

  it('leaves pods out that have never been ready, or have not begun', () => {
    const never = { use: 500, ready: false, startedAgo: 1_000, changedAgo: 990 };
    expect(recommendation(question([{ use: 20 }, never], { initialisation: 0 }))).to.equal(1);
    expect(recommendation(question([{ use: 20 }, { phase: 'Pending' }]))).to.equal(1);
    // One that was ready once counts, ready or not.
    expect(recommendation(question([{ use: 150 }, { use: 150, ready: false }]))).to.equal(6);
  });

  it('counts a pod without a metric as using all it requests when the count would fall, and nothing when it would grow', () => {
    expect(recommendation(question([{ use: 10 }, { use: 10 }, {}]))).to.equal(3);
    expect(recommendation(question([...times(9, { use: 10 }), {}]))).to.equal(4);
    expect(recommendation(question([{ use: 150 }, {}]))).to.equal(3);
    expect(recommendation(question([{ use: 70 }, {}]))).to.equal(2);
  });

  it('ignores pods that are being deleted, or have failed', () => {
    expect(recommendation(question([{ use: 50 }, { use: 900, phase: 'Failed' }], { current: 1 }))).to.equal(1);
  });

  it('does not exist without a metric that counts, or without a request', () => {
    expect(recommendation(question([{}]))).to.equal(undefined);
    expect(recommendation(question([{ use: 1, ready: false, startedAgo: 10 }]))).to.equal(undefined);
    expect(recommendation({ ...question([{ use: 10 }]), container: 'other' })).to.equal(undefined);
  });
});
