import { expect } from 'chai';
import { missingPackages } from './packages.mjs';

describe('The Debian packages that are missing', () => {
  it('are those with a missing program', () => {
    const has = (program: string) => !['ctr', '/usr/lib/cni/ptp'].includes(program);
    expect(missingPackages(has).map(({ name }) => name)).to.deep.equal(['containerd', 'containernetworking-plugins']);
  });

  it('are Debian’s Python and pip when those in PATH are others', () => {
    const has = (program: string) => !['/usr/bin/python3', '/usr/bin/pip3'].includes(program);
    expect(missingPackages(has).map(({ name }) => name)).to.deep.equal(['python3', 'python3-pip']);
  });

  it('are none when the programs come from elsewhere', () => {
    expect(missingPackages(() => true)).to.deep.equal([]);
  });
});
