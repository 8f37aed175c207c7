import { expect } from 'chai';
import { judgeJob, type JobTargets } from './judge-job.ts';
import { refusing, target } from './target.fixture.ts';
import { seriesKey, targetKey } from './target-name.ts';

const at = Date.parse('2026-01-01T01:00:00Z');
const judge = (more: Partial<JobTargets>) =>
  judgeJob('web', { at, targets: [], lastSuccess: new Map(), young: new Set(), ...more });
const down = refusing('10.100.0.3:9100', { node: 'node-2' });

describe('A scrape job', () => {
  it('succeeds when all of its targets do', () => {
    expect(judge({ targets: [target(), target()] })).to.deep.equal({ state: 'ready' });
  });

  it('fails with the target, its error and since when, and says its labels', () => {
    const lastSuccess = new Map([[seriesKey(down.labels), at / 1_000 - 845]]);
    expect(judge({ targets: [target(), down], lastSuccess })).to.deep.equal({
      state: 'not yet',
      reason:
        '1 of 2 targets fails: node node-2, http://10.100.0.3:9100/metrics: dial tcp 10.100.0.3:9100: connect: connection refused, for 14m05s',
      progress: 1,
      counts:
        'up 1, down 1, not scraped yet 0; labels of node node-2, http://10.100.0.3:9100/metrics: instance=10.100.0.3:9100, job=web, namespace=shop, node=node-2, pod=',
      todo: 'kubectl describe node node-2',
      stuckSince: '2026-01-01T00:45:55.000Z',
      due: { inMs: 3_000 },
    });
  });

  it('names three of many failing targets', () => {
    const targets = [1, 2, 3, 4, 5].map((n) => refusing(`10.0.0.${n}:80`));
    const answer = judge({ targets });
    expect('reason' in answer && answer.reason).to.match(
      /^5 of 5 targets fail: http:\/\/10\.0\.0\.1:80\/metrics: dial tcp .*refused, for an hour or more; .*; and 2 more$/,
    );
    expect(answer).to.include({ stuckSince: '2026-01-01T00:00:00.000Z' });
  });

  it('shows no parameters of an address, for they may be secrets', () => {
    const failing = target({ health: 'down', lastError: 'server returned HTTP status 500' });
    const answer = judge({ targets: [failing] });
    expect(JSON.stringify(answer)).to.not.include('secret');
    expect(answer).to.include({ todo: 'kubectl -n shop describe pod web-1' });
  });

  it('takes no command from labels that are no names', () => {
    const evil = target({ health: 'down', labels: { pod: '$(reboot)' } });
    expect(judge({ targets: [evil] })).to.include({ todo: 'look at the targets of web in Prometheus' });
  });

  it('gives a target that has just started its time', () => {
    expect(judge({ targets: [target(), target({ health: 'unknown' })] })).to.deep.include({
      state: 'not yet',
      reason: 'pod shop/web-1, http://10.244.1.7:8080/metrics has not been scraped yet',
      isUnjudged: true,
    });
    expect(judge({ targets: [down], young: new Set([targetKey(down)]) })).to.deep.include({
      reason:
        'node node-2, http://10.100.0.3:9100/metrics has only just come up, and fails: dial tcp 10.100.0.3:9100: connect: connection refused',
      isUnjudged: true,
    });
  });

  it('fails by an old target although another has just started', () => {
    const other = refusing('10.0.0.9:80');
    const answer = judge({ targets: [down, other], young: new Set([targetKey(other)]) });
    expect(answer).to.not.have.property('isUnjudged');
    expect('reason' in answer && answer.reason).to.match(/^1 of 2 targets fails: node node-2/);
  });

  it('does not apply when its targets have gone, or are not served', () => {
    expect(judge({})).to.deep.equal({ state: 'does not apply', reason: 'it has no active target any more' });
    expect(judgeJob('web', { unserved: 'x does not serve /api/v1/targets (404)' })).to.deep.equal({
      state: 'does not apply',
      reason: 'its targets cannot be read: x does not serve /api/v1/targets (404)',
    });
  });

  it('is not judged while Prometheus does not answer: another check reports that', () => {
    expect(judgeJob('web', { trouble: 'x cannot be reached' })).to.include({
      state: 'not yet',
      reason: 'x cannot be reached',
      isUnjudged: true,
    });
  });
});
