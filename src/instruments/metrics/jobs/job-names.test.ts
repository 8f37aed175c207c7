import { expect } from 'chai';
import { jobNames } from './job-names.ts';
import { scrapeSeconds } from './scrape-interval.ts';

const names = (...pools: string[]) => jobNames(pools.map((scrapePool) => ({ scrapePool })));

describe('The scrape jobs of Prometheus', () => {
  it('are those of its targets, each once', () => {
    expect(names('web', 'serviceMonitor/mon/ksm/0', 'web', '')).to.deep.equal([
      { name: 'serviceMonitor/mon/ksm/0', id: 'serviceMonitor/mon/ksm/0' },
      { name: 'web', id: 'web' },
    ]);
  });

  it('have ids without what ids cannot have, and different ones', () => {
    const ids = names('web shop', 'web  shop', 'ünïcode', '/a//b/').map(({ id }) => id);
    expect(new Set(ids).size).to.equal(4);
    for (const id of ids) expect(id).to.match(/^[-\w.:]+-[0-9a-f]{6}$/);
  });

  it('are 500 at most', () => {
    expect(names(...Array.from({ length: 600 }, (_, n) => `job-${n}`))).to.have.lengthOf(500);
  });
});

describe('A scrape interval', () => {
  it('is written as Prometheus writes durations, and is a minute where it is not known', () => {
    const seconds = ['15s', '1m30s', '500ms', '', 'soon'].map((scrapeInterval) => scrapeSeconds({ scrapeInterval }));
    expect(seconds).to.deep.equal([15, 90, 0.5, 60, 60]);
  });
});
