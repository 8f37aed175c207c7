import { expect } from 'chai';
import { planOf } from './steps.ts';

describe('The steps of a night', () => {
  const wanted = { builds: true, deletes: true, conformance: false, publishes: false, skipBuild: false };
  const ends = (asked: typeof wanted) => planOf(asked).filter((step) => step === 'build' || step === 'delete');

  it('begin with the build and end with the deletion', () => {
    expect(planOf(wanted)).to.deep.equal(['build', 'settle', 'snapshot', 'verify', 'compare', 'delete']);
  });

  it('are those that were asked for', () => {
    const all = planOf({ ...wanted, conformance: true, publishes: true });
    expect(all.slice(4)).to.deep.equal(['conformance', 'compare', 'publish', 'delete']);
  });

  it('neither build nor delete a cluster that is there already', () => {
    expect(ends({ ...wanted, skipBuild: true })).to.deep.equal([]);
    expect(ends({ ...wanted, builds: false })).to.deep.equal([]);
    expect(ends({ ...wanted, deletes: false })).to.deep.equal(['build']);
  });
});
