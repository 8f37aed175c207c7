import { expect } from 'chai';
import { configSchema } from '../../../config/schema.ts';
import { judgePools } from './judge-pools.ts';

const seen = (pools: string[], active: string[], dropped = {}) => ({ pools, active: new Set(active), dropped });

describe('Scrape jobs', () => {
  it('have targets', () => {
    expect(judgePools(seen(['a', 'b'], ['a', 'b']), [])).to.deep.equal({ state: 'ready' });
  });

  it('without an active target fail, with what they find', () => {
    const answer = judgePools(seen(['shop', 'pay', 'cart', 'web'], ['web'], { pay: 12, cart: 1 }), []);
    expect(answer).to.deep.equal({
      state: 'not yet',
      reason:
        'no active target: scrape jobs cart (its relabelling drops the 1 target that it finds), pay (its relabelling drops all 12 targets that it finds), shop (it finds nothing)',
      progress: 1,
      counts: '4 jobs, 3 without an active target, 0 of these may be empty',
      todo: 'take the job out of Prometheus, or list it in prometheus.emptyJobs if it may be empty',
      due: { inMs: 5_000 },
    });
  });

  it('may be empty by design', () => {
    expect(judgePools(seen(['shop-slow', 'web'], ['web']), ['*-slow']).state).to.equal('ready');
    expect(judgePools(seen(['shopXslow', 'web'], ['web']), ['shop.slow']).state).to.equal('not yet');
  });

  it('that look for annotations, in the chart of Prometheus, may be empty by default', () => {
    const { emptyJobs } = configSchema.parse({}).prometheus;
    expect(judgePools(seen(['kubernetes-pods', 'kubernetes-service-endpoints-slow'], []), emptyJobs).state).to.equal(
      'ready',
    );
    expect(judgePools(seen(['kubernetes-nodes'], []), emptyJobs).state).to.equal('not yet');
  });

  it('that are many are named five by five', () => {
    const answer = judgePools(seen(['a', 'b', 'c', 'd', 'e', 'f', 'g'], []), []);
    expect('reason' in answer && answer.reason).to.match(/, and 2 more$/);
  });

  it('are not judged where they are not served, or Prometheus is away', () => {
    expect(judgePools({ unserved: 'no' }, []).state).to.equal('does not apply');
    expect(judgePools({ trouble: 'away' }, [])).to.include({ isUnjudged: true });
  });
});
