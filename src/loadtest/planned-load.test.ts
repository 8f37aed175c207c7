import { expect } from 'chai';
import { plannedLoad, plannedLoadAnnotation } from './planned-load.ts';

describe('The planned load of a platform', () => {
  it('is stored in an annotation of its master, and contains only the load', () => {
    const load = { users: 20, spawnRate: 10, seconds: 60, rate: 0, thresholds: [] };
    const withMore = { ...load, environment: { TOKEN: 'x' } };
    const annotations = plannedLoadAnnotation(withMore);
    expect(annotations).to.deep.equal({ 'shakedown/planned-load': JSON.stringify(load) });
    expect(plannedLoad({ metadata: { annotations } })).to.deep.equal(load);
  });

  it('is unknown when a platform was set up without one', () => {
    expect(plannedLoad({ metadata: { name: 'locust-master' } })).to.equal(undefined);
  });
});
