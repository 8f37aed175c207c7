import { expect } from 'chai';
import { parseThresholds } from './spec/thresholds.ts';
import { plannedLoad, plannedLoadAnnotation } from './planned-load.ts';

describe('The planned load of a platform', () => {
  it('is stored in an annotation of its master, and contains only the load', () => {
    const load = {
      users: 20,
      spawnRate: 10,
      seconds: 60,
      runTime: 60,
      rate: 50,
      thresholds: parseThresholds('p95 < 1s, GET /a failures <= 1%, rate >= 50/s', 50),
    };
    const withMore = { ...load, environment: { TOKEN: 'x' } };
    const annotations = plannedLoadAnnotation(withMore);
    expect(annotations).to.deep.equal({ 'shakedown/planned-load': JSON.stringify(load) });
    expect(plannedLoad({ metadata: { annotations } })).to.deep.equal(load);
  });

  it('that somebody has edited is refused: without its thresholds a load would be good whatever happens', () => {
    const load = { users: 20, spawnRate: 10, seconds: 60, rate: 0 };
    for (const text of ['{', '{}', JSON.stringify(load), JSON.stringify({ ...load, thresholds: [{ limit: 1 }] })]) {
      const metadata = { namespace: 'load', name: 'locust-master', annotations: { 'shakedown/planned-load': text } };
      expect(() => plannedLoad({ metadata }), text).to.throw(
        /^ANNOTATION_UNREADABLE: deployment load\/locust-master has another one: /,
      );
    }
  });

  it('is unknown when a platform was set up without one', () => {
    expect(plannedLoad({ metadata: { name: 'locust-master' } })).to.equal(undefined);
  });
});
