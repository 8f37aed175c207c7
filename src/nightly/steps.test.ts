import { expect } from 'chai';
import { planOf } from './steps.ts';

describe('The steps of a night', () => {
  const wanted = { builds: true, deletes: true, skipBuild: false };
  const ends = ({ builds, deletes, skipBuild }: typeof wanted) =>
    planOf({ builds, deletes, skipBuild }).filter((step) => step === 'build' || step === 'delete');

  it('begin with the build and end with the deletion', () => {
    expect(planOf(wanted)).to.deep.equal(['build', 'settle', 'verify', 'compare', 'delete']);
  });

  it('neither build nor delete a cluster that is there already', () => {
    expect(ends({ ...wanted, skipBuild: true })).to.deep.equal([]);
    expect(ends({ ...wanted, builds: false })).to.deep.equal([]);
    expect(ends({ ...wanted, deletes: false })).to.deep.equal(['build']);
  });
});
