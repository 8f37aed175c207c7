import { expect } from 'chai';
import { flappingText, sumOver } from './scrape-figures.ts';
import { refusing, target } from './target.fixture.ts';

const other = target({ labels: { instance: '10.0.0.2:80', pod: 'web-2' } });
const sample = (of: ReturnType<typeof target>, value: number) => ({ labels: of.labels, value });

describe('The figures of a scrape job', () => {
  it('count the series of its own targets', () => {
    const samples = [sample(target(), 40), sample(other, 2), { labels: { job: 'x', instance: 'y' }, value: 9 }];
    expect(sumOver([target(), other], samples)).to.equal(42);
    expect(sumOver([target()], [])).to.equal(undefined);
  });

  it('name targets that flap, and not those that fail now', () => {
    const failing = refusing('10.0.0.3:80');
    const failed = [sample(target(), 1), sample(other, 3), sample(failing, 40)];
    expect(flappingText([target(), other, failing], failed, '10m')).to.equal(
      'pod shop/web-2, http://10.244.1.7:8080/metrics failed 3 scrapes, pod shop/web-1, http://10.244.1.7:8080/metrics failed 1 scrape in the last 10m; now they succeed',
    );
    expect(flappingText([target()], [], '10m')).to.equal(undefined);
  });
});
