import { expect } from 'chai';
import { missingPackages } from './packages.mjs';

describe('The Debian packages that are missing', () => {
  it('are those with a missing program', () => {
    const has = (program: string) => !['ctr', '/usr/lib/cni/ptp'].includes(program);
    expect(missingPackages([], has).map(({ name }) => name)).to.deep.equal([
      'containerd',
      'containernetworking-plugins',
    ]);
  });

  it('are Debian’s Python and pip when those in PATH are others', () => {
    const has = (program: string) => !['/usr/bin/python3', '/usr/bin/pip3'].includes(program);
    expect(missingPackages([], has).map(({ name }) => name)).to.deep.equal(['python3', 'python3-pip']);
  });

  it('are those of an add-on only with the add-on', () => {
    const has = (program: string) => program !== '/usr/sbin/ipset';
    expect(missingPackages(['logs'], has)).to.deep.equal([]);
    expect(missingPackages(['logs', 'policy'], has).map(({ name }) => name)).to.deep.equal(['ipset']);
  });

  it('are none when the programs come from elsewhere', () => {
    expect(missingPackages(['policy'], () => true)).to.deep.equal([]);
  });
});
