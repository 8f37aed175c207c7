import { expect } from 'chai';
import { refusing, target } from '../jobs/target.fixture.ts';
import { judgeOwnMetric, looksFor } from './judge-own-metric.ts';

const seen = { value: undefined, targets: [], isLookedFor: undefined };
const reason = (more: object) => {
  const answer = judgeOwnMetric({ ...seen, ...more }, 11);
  return 'reason' in answer ? answer.reason : undefined;
};

describe('A metric of the suite', () => {
  it('has arrived with the value that was counted', () => {
    expect(judgeOwnMetric({ ...seen, value: 11 }, 11)).to.deep.equal({ state: 'ready' });
  });

  it('has not arrived while the value is an old one', () => {
    expect(reason({ value: 1, targets: [target()] })).to.equal('the app has counted 11, and Prometheus has 1');
    expect(reason({ targets: [target({ health: 'unknown' })] })).to.equal(
      'its pod is a target, and its metric is not there yet',
    );
  });

  it('does not arrive where the target fails', () => {
    expect(reason({ targets: [refusing('10.0.0.1:8080')] })).to.equal(
      'its target fails: http://10.0.0.1:8080/metrics: dial tcp 10.0.0.1:8080: connect: connection refused',
    );
  });

  it('does not arrive where a scrape job looks for it, and does not find it', () => {
    const answer = judgeOwnMetric({ ...seen, isLookedFor: true }, 1);
    expect(answer).to.include({
      state: 'not yet',
      reason: 'no scrape job has found its pod, by its annotations (prometheus.annotations)',
    });
    expect(answer).to.not.have.property('isUnjudged');
  });

  it('is not expected where no scrape job looks for it, and not judged where that is not known', () => {
    expect(judgeOwnMetric({ ...seen, isLookedFor: false }, 1).state).to.equal('does not apply');
    expect(judgeOwnMetric(seen, 1)).to.include({ isUnjudged: true });
    expect(judgeOwnMetric({ trouble: 'away' }, 1)).to.include({ isUnjudged: true });
  });
});

describe('A metric of the suite that a PodMonitor is for', () => {
  it('is not judged while that is not picked up, whatever Prometheus looks for', () => {
    expect(judgeOwnMetric({ ...seen, isLookedFor: false }, 1, { monitor: 'own/app-1' })).to.deep.include({
      ...{ state: 'not yet', reason: 'no scrape job has found its pod, by PodMonitor own/app-1', isUnjudged: true },
      todo: 'see that the operator watches that namespace, and that Prometheus may list its pods; or set prometheus.podMonitor to false',
    });
  });

  it('is not expected where there can be none, with the reason', () => {
    expect(judgeOwnMetric({ ...seen, isLookedFor: false }, 1, { why: 'it picks up none' })).to.deep.equal({
      state: 'does not apply',
      reason:
        'no scrape job looks for pods with these annotations (prometheus.annotations), so no pod of the suite is scraped; it picks up none',
    });
  });
});

describe('A configuration of Prometheus', () => {
  const annotations = { 'prometheus.io/scrape': 'true' };

  it('looks for annotations of pods in its relabelling', () => {
    expect(looksFor('- __meta_kubernetes_pod_annotation_prometheus_io_scrape', annotations)).to.equal(true);
    expect(looksFor('[__meta_kubernetes_pod_annotationpresent_prometheus_io_scrape]', annotations)).to.equal(true);
    expect(looksFor('- __meta_kubernetes_pod_annotation_prometheus_io_scrape_slow', annotations)).to.equal(false);
    expect(looksFor('- __meta_kubernetes_service_annotation_prometheus_io_scrape', annotations)).to.equal(false);
  });
});
