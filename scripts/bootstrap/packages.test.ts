import { expect } from 'chai';
import { missingPackages } from './packages.mjs';

describe('The Debian packages that are missing', () => {
  it('are those of which a program is missing', () => {
    const has = (program: string) => !['ctr', '/usr/lib/cni/ptp'].includes(program);
    expect(missingPackages(has).map(({ name }) => name)).to.deep.equal(['containerd', 'containernetworking-plugins']);
  });

  it('are none when the programs come from elsewhere', () => {
    expect(missingPackages(() => true)).to.deep.equal([]);
  });
});
