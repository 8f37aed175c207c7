import { expect } from 'chai';
import { budgetsFor } from '../clocks/budgets.ts';
import { clocksOf } from '../clocks/clocks.ts';
import { testHpa } from '../../../conditions/kinds/hpa.fixture.ts';
import type { ScalingEvidence } from './scaling-evidence.ts';
import { judgeScaling } from './scaling-verdict.ts';
import { testSamples } from './timeline.fixture.ts';
import type { Sample, Watched } from './timeline.ts';

const clocks = clocksOf({ kubelet: 10, metrics: 15, sync: 5, stabilisation: 30, tolerance: 0.1 });
const budgets = budgetsFor({ clocks, ratio: 3, slack: 10, podStart: 20, replicas: { from: 1, to: 3 } });

function judged(
  change: (sample: Sample) => Sample = (sample) => sample,
  {
    watched = {},
    until = 150,
    ...rest
  }: Partial<Omit<ScalingEvidence, 'watched'>> & { watched?: Partial<Watched>; until?: number } = {},
): string {
  const samples = testSamples({ until, change });
  const { status, code, message } = judgeScaling({
    hpa: testHpa(),
    metric: { name: 'cpu', target: 50 },
    budgets,
    podTrouble: [],
    validityIssues: [],
    watched: { samples, loadStopped: 90, before: 1, minReplicas: 1, tolerance: 0.1, sync: 5, ...watched },
    ...rest,
  });
  return `${status} ${code}: ${message}`;
}
const inactive = (reason: string, message: string) =>
  testHpa({ conditions: { ScalingActive: { status: 'False', reason, message } } });
const idle = (sample: Sample): Sample => ({ ...sample, desired: 1, current: 1, created: 1, ready: 1 });
const without = (sample: Sample): Sample => {
  const copy = { ...sample };
  delete copy.metric;
  return copy;
};

const named = (text: string) => ({ text, certain: true });
/** A metric far above the target long after the pods are ready. */
const high = (sample: Sample): Sample => ({ ...sample, metric: sample.at < 20 ? 0.1 : 2.4 });
const long = { until: 110, watched: { loadStopped: 110 } };

describe('The verdict on an HPA', () => {
  it('passes one that followed the load up and down in time', () => {
    expect(judged()).to.equal('passed HPA_FOLLOWED: followed the load up and down in time');
  });

  it('names a metrics API that does not exist', () => {
    const hpa = inactive(
      'FailedGetResourceMetric',
      'unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: the server is currently unable to handle the request (get pods.metrics.k8s.io)',
    );
    expect(
      judged((sample) => without(idle(sample)), {
        hpa,
        metricsTrouble: 'APIService v1beta1.metrics.k8s.io: no endpoints',
      }),
    ).to.equal('failed HPA_NO_METRICS_API: no metrics API: APIService v1beta1.metrics.k8s.io: no endpoints');
    expect(judged((sample) => without(idle(sample)), { hpa })).to.match(/^failed HPA_NO_METRICS_API/);
  });

  it('names a container without a CPU request', () => {
    const hpa = inactive(
      'FailedGetResourceMetric',
      'the HPA was unable to compute the replica count: failed to get cpu utilization: missing request for cpu in container web of Pod web-7d9-x',
    );
    expect(judged(idle, { hpa })).to.equal(
      'failed HPA_NO_REQUEST: container web of pod web-7d9-x has no cpu request, of which the target is a percentage',
    );
  });

  it('names a target that does not exist', () => {
    const hpa = testHpa({
      conditions: {
        AbleToScale: { status: 'False', reason: 'FailedGetScale', message: 'deployments.apps "web" not found' },
      },
    });
    expect(judged(idle, { hpa })).to.equal(
      'failed HPA_TARGET_MISSING: its target deployment web cannot be read: deployments.apps "web" not found',
    );
  });

  it('names a metric that never existed', () => {
    expect(judged((sample) => without(idle(sample)))).to.equal(
      'failed HPA_METRIC_MISSING: there was no cpu metric for the pods of the target',
    );
  });

  it('says when a load was too small, and by how much', () => {
    expect(judged((sample) => idle({ ...sample, metric: sample.at < 90 ? 0.7 : 0.1 }))).to.equal(
      'inconclusive HPA_LOAD_TOO_SMALL: peak 35 % of the 50 % target; about 1.6 × the load would cross it',
    );
    expect(judged((sample) => idle({ ...sample, metric: 0 }))).to.equal(
      'inconclusive HPA_LOAD_TOO_SMALL: peak 0 % of the 50 % target; the load did not reach the target at all',
    );
  });

  it('blames nobody for a load that is shorter than the clocks: a short peak, or one that ended while pods were starting', () => {
    const spike = (sample: Sample) => idle({ ...sample, metric: sample.at > 7 && sample.at < 12 ? 3 : 0.1 });
    const above = budgets['metric-above-target'].most.toFixed(1);
    expect(judged(spike, { watched: { loadStopped: 5 } })).to.equal(
      `skipped HPA_LOAD_TOO_SHORT: the load lasted 5.0 s; by the clocks it may take ${above} s for the metric to show the load`,
    );
    expect(judged(undefined, { watched: { loadStopped: 28 } })).to.equal(
      'skipped HPA_LOAD_TOO_SHORT: the load lasted 28.0 s; by the clocks it may take 56.0 s for pods to be ready',
    );
  });

  it('does not judge what followed a load that ended early', () => {
    const reason = 'worker w was lost 12.0 s into the test of 1h: it left';
    for (const code of ['LOAD_WORKER_LOST', 'LOAD_NOTHING_SUCCEEDED'])
      expect(judged(idle, { validityIssues: [{ code, reason }] })).to.equal(`inconclusive ${code}: ${reason}`);
  });

  it('blames nobody for slowness when the generator had too little CPU, but reports a cause that the cluster names', () => {
    const validityIssues = [
      { code: 'LOAD_GENERATOR_LATE', reason: 'the event loop of worker w was late by 0.9 s (p99)' },
    ];
    const late = (sample: Sample) => (sample.at < 45 ? idle({ ...sample }) : sample);
    expect(judged(late, { validityIssues })).to.equal(
      'inconclusive LOAD_GENERATOR_LATE: the figures cannot be trusted: the event loop of worker w was late by 0.9 s (p99)',
    );
    const stuck = (sample: Sample) => ({ ...sample, created: 1, ready: 1 });
    expect(judged(stuck, { validityIssues, podTrouble: [named('exceeded quota: small')] })).to.match(
      /^failed HPA_PODS_NOT_CREATED/,
    );
    for (const podTrouble of [[], [{ text: 'its readiness probe does not succeed', certain: false }]])
      expect(judged(stuck, { validityIssues, podTrouble })).to.match(/^inconclusive LOAD_GENERATOR_LATE/);
    const hpa = inactive('FailedGetResourceMetric', 'no metrics returned from resource metrics API');
    expect(judged(idle, { validityIssues, hpa })).to.match(/^inconclusive LOAD_GENERATOR_LATE/);
    expect(judged(undefined, { validityIssues })).to.match(/^passed/);
  });

  it('does not blame an HPA that it could not watch all the time', () => {
    const samples = testSamples({ change: (sample) => (sample.at < 45 ? idle({ ...sample }) : sample) });
    const seen = samples.filter(({ at }) => at < 30 || at > 39);
    expect(judged(undefined, { watched: { samples: seen } })).to.equal(
      'inconclusive HPA_NOT_SEEN: the figures cannot be trusted: nothing could be seen for 11.0 s, until 40.0 s after the start of the load',
    );
  });

  it('names an HPA that does not decide, with its conditions', () => {
    expect(judged(idle)).to.equal(
      'failed HPA_NO_DECISION: cpu was above its target of 50 % for 1m10s (peak 150 %), and the HPA did not decide; 15.0 s are allowed',
    );
    const { detail } = judgeScaling({
      hpa: testHpa(),
      metric: { name: 'cpu', target: 50 },
      budgets,
      podTrouble: [],
      validityIssues: [],
      watched: {
        samples: testSamples({ change: idle }),
        loadStopped: 90,
        before: 1,
        minReplicas: 1,
        tolerance: 0.1,
        sync: 5,
      },
    });
    expect(detail).to.include('ScalingActive True: ValidMetricFound, the HPA was able to calculate a count');
  });

  it('names what prevents pods from being created, or from being ready', () => {
    const stuck = (sample: Sample) => ({ ...sample, created: 1, ready: 1 });
    const quota = 'pods "web-7d9-" is forbidden: exceeded quota: small, requested: requests.cpu=100m';
    expect(judged(stuck, { podTrouble: [named(quota)] })).to.equal(
      `failed HPA_PODS_NOT_CREATED: 3 replicas wanted, 1 pods created: ${quota}`,
    );
    const pending = (sample: Sample) => ({ ...sample, ready: 1 });
    expect(judged(pending, { podTrouble: [named('pod web-1: Insufficient cpu')] })).to.equal(
      'failed HPA_PODS_NOT_READY: 3 replicas wanted, 1 ready: pod web-1: Insufficient cpu',
    );
  });

  it('names a maximum that is too low, whether it was reached or had been reached at the start', () => {
    const low = { ...testHpa(), spec: { ...testHpa().spec, maxReplicas: 3 } };
    expect(judged(high, { ...long, hpa: low })).to.equal(
      'failed HPA_AT_MAXIMUM: limited by maxReplicas 3: cpu stays at 120 % of the 50 % target',
    );
    const one = { ...testHpa(), spec: { ...testHpa().spec, maxReplicas: 1 } };
    expect(judged((sample) => idle(high(sample)), { ...long, hpa: one })).to.equal(
      'failed HPA_AT_MAXIMUM: limited by maxReplicas 1: cpu stays at 120 % of the 50 % target',
    );
  });

  it('names what prevents later pods after the first ones were created, and not the maximum that they would have reached', () => {
    const hpa = { ...testHpa(), spec: { ...testHpa().spec, maxReplicas: 6 } };
    const podTrouble = [named('pod web-5: Insufficient cpu')];
    const more = (sample: Sample) =>
      sample.at > 45 ? { ...high(sample), desired: 6, created: 6, ready: 4 } : high(sample);
    expect(judged(more, { ...long, hpa, podTrouble })).to.equal(
      'failed HPA_PODS_NOT_READY: 6 replicas wanted, 4 ready: pod web-5: Insufficient cpu',
    );
    const refused = (sample: Sample) => (sample.at > 45 ? { ...more(sample), created: 4 } : more(sample));
    expect(judged(refused, { ...long, hpa, podTrouble: [named('exceeded quota: small')] })).to.equal(
      'failed HPA_PODS_NOT_CREATED: 6 replicas wanted, 4 pods created: exceeded quota: small',
    );
  });

  it('does not pass when pods that did not carry the load met the target', () => {
    const one = (sample: Sample) => (sample.at > 45 ? { ...sample, ready: 2 } : sample);
    expect(judged(one, { ...long, podTrouble: [named('container web crashes')] })).to.equal(
      'failed HPA_PODS_NOT_READY: of 3 replicas that were ready 2 still are; container web crashes',
    );
    const short = (sample: Sample) => (sample.at > 45 ? { ...sample, rate: 60 } : sample);
    expect(judged(short, { ...long, watched: { loadStopped: 110, rate: 200 } })).to.equal(
      'inconclusive LOAD_RATE_SHORT: only 60.0 of the 200 requested requests per second were made',
    );
  });

  it('names an HPA that stopped growing below its maximum', () => {
    expect(judged(high, long)).to.match(
      /^failed HPA_STILL_ABOVE_TARGET: cpu stayed at 120 % of the 50 % target for 1m20s after 3 pods were ready/,
    );
  });

  it('names a step down while the load still needed all pods, and changes of direction', () => {
    const fall = (sample: Sample) => (sample.at >= 60 ? { ...sample, desired: 1 } : sample);
    expect(judged(fall, { until: 89, watched: { loadStopped: 90 } })).to.equal(
      'failed HPA_SCALED_DOWN_TOO_EARLY: scaled down too early: 3 → 1 replicas 1.0 s after cpu still needed 3; not before 25.0 s',
    );
    const waver = (sample: Sample) => (sample.at >= 60 && sample.at < 70 ? { ...sample, desired: 2 } : sample);
    expect(judged(waver)).to.equal('failed HPA_FLAPPED: changed its direction 2 times while the load ran');
  });

  it('allows a step down after the stabilisation window', () => {
    const smaller = (sample: Sample) => {
      if (sample.at < 50) return sample;
      const desired = sample.at < 86 ? 3 : sample.at < 130 ? 2 : 1;
      return { ...sample, metric: sample.at < 90 ? 0.6 : 0.1, desired };
    };
    expect(judged(smaller)).to.match(/^passed/);
  });

  it('does not count a step down that the load allowed before it stopped as a reaction to its end', () => {
    // Three pods for a load that needs two: the third is removed by the window, whenever the load stops.
    const overshot = (sample: Sample) => {
      const metric = sample.at >= 60 && sample.at < 110 ? 0.6 : (sample.metric ?? 0);
      const desired = sample.at >= 100 && sample.at < 130 ? 2 : (sample.desired ?? 1);
      return { ...sample, metric, desired };
    };
    expect(judged(overshot)).to.match(/^passed/);
    expect(judged((sample) => (sample.at >= 100 ? { ...overshot(sample), desired: 1 } : overshot(sample)))).to.equal(
      'failed HPA_SCALED_DOWN_TOO_EARLY: scaled down too early: 10.0 s after the load stopped, not before 25.0 s',
    );
  });

  it('counts what each last look of the HPA needed, and not what was measured as the load stopped', () => {
    // The window of the fourth replica began 10 s before; the metric that needs it again came in the moment the load stopped.
    const over = (sample: Sample): Sample => ({
      ...sample,
      ...(sample.desired === 3 && { desired: sample.at < 110 ? 4 : 3 }),
      ...(sample.created === 3 && { created: 4 }),
      ...(sample.ready === 3 && { ready: 4 }),
      needed: sample.at < 20 ? 1 : sample.at < 75 ? 4 : sample.at < 90 ? 3 : sample.at < 92 ? 4 : 1,
    });
    expect(judged(over)).to.match(/^passed/);
    expect(judged((sample) => ({ ...over(sample), needed: sample.at < 110 ? 4 : 1 }))).to.equal(
      'failed HPA_SCALED_DOWN_TOO_EARLY: scaled down too early: 20.0 s after the load stopped, not before 25.0 s',
    );
  });

  it('names no step down as too early for a peak that the HPA need not have seen', () => {
    const peaked = (seconds: number) => (sample: Sample) => {
      if (sample.at < 50) return sample;
      const needed = sample.at >= 90 ? 1 : sample.at >= 80 - seconds && sample.at < 80 ? 3 : 2;
      return { ...sample, needed, desired: sample.at < 85 ? 3 : sample.at < 130 ? 2 : 1 };
    };
    const watched = { loadStopped: 90 };
    expect(judged(peaked(4), { watched })).to.match(/^passed/);
    expect(judged(peaked(6), { watched })).to.equal(
      'failed HPA_SCALED_DOWN_TOO_EARLY: scaled down too early: 3 → 2 replicas 6.0 s after cpu still needed 3; not before 25.0 s',
    );
  });

  it('names an HPA that stays up after the load has stopped, or scales down too soon', () => {
    expect(judged((sample) => ({ ...sample, desired: sample.at < 25 ? 1 : 3 }))).to.match(
      /^failed HPA_NO_SCALE_DOWN: the load stopped 1m00s ago, and the HPA still wants 3 replicas; /,
    );
    expect(judged((sample) => (sample.at >= 95 ? { ...sample, desired: 1 } : sample))).to.equal(
      'failed HPA_SCALED_DOWN_TOO_EARLY: scaled down too early: 5.0 s after the load stopped, not before 25.0 s',
    );
    expect(judged((sample) => (sample.at >= 130 ? { ...sample, desired: 2, created: 2, ready: 2 } : sample))).to.equal(
      'failed HPA_NOT_AT_MINIMUM: 2 replicas are still wanted 20.0 s after the first step down, the minimum is 1',
    );
  });

  it('names the part that took too long, and the clocks of its budget', () => {
    const late = (sample: Sample) => (sample.at < 45 ? idle({ ...sample }) : sample);
    expect(judged(late)).to.equal(
      'failed HPA_TOO_SLOW: 25.0 s for the HPA to decide, 15.0 s are allowed (HPA looks every 5 s (configuration); 10 s more)',
    );
  });
});
