import { expect } from 'chai';
import { missingPackages } from './packages.mjs';

const short = { addons: [], long: false };

describe('The Debian packages that are missing', () => {
  it('are those with a missing program', () => {
    const has = (program: string) => !['ctr', '/usr/lib/cni/ptp'].includes(program);
    expect(missingPackages(short, has).map(({ name }) => name)).to.deep.equal([
      'containerd',
      'containernetworking-plugins',
    ]);
  });

  it('are Debian’s Python and pip when those in PATH are others', () => {
    const has = (program: string) => !['/usr/bin/python3', '/usr/bin/pip3'].includes(program);
    expect(missingPackages(short, has).map(({ name }) => name)).to.deep.equal(['python3', 'python3-pip']);
  });

  it('are those of an add-on only with the add-on', () => {
    const has = (program: string) => program !== '/usr/sbin/ipset';
    expect(missingPackages({ ...short, addons: ['logs'] }, has)).to.deep.equal([]);
    expect(missingPackages({ ...short, addons: ['logs', 'policy'] }, has).map(({ name }) => name)).to.deep.equal([
      'ipset',
    ]);
  });

  it('are those of the long tests only with them', () => {
    const has = (program: string) => program !== 'chromium';
    expect(missingPackages(short, has)).to.deep.equal([]);
    expect(missingPackages({ ...short, long: true }, has).map(({ name }) => name)).to.deep.equal(['chromium']);
  });

  it('are none when the programs come from elsewhere', () => {
    expect(missingPackages({ addons: ['policy'], long: true }, () => true)).to.deep.equal([]);
  });
});
