import { expect } from 'chai';
import { isInstalled } from './modules.mjs';

describe('The installed npm packages', () => {
  const machine = { platform: 'linux', arch: 'x64' };
  const locked = {
    packages: {
      '': { version: '0.1.0' },
      'node_modules/mocha': { version: '11.8.0' },
      'node_modules/native-linux-x64': { version: '1.0.0', optional: true, os: ['linux'], cpu: ['x64'] },
      'node_modules/native-linux-x64-musl': {
        version: '1.0.0',
        optional: true,
        os: ['linux'],
        cpu: ['x64'],
        libc: ['musl'],
      },
      'node_modules/native-darwin-arm64': { version: '1.0.0', optional: true, os: ['darwin'], cpu: ['arm64'] },
      'node_modules/used-by-native-wasm': { version: '1.0.0', optional: true },
      'node_modules/not-for-windows': { version: '1.0.0', os: '!win32' },
    },
  };
  const installed = {
    'node_modules/mocha': { version: '11.8.0' },
    'node_modules/native-linux-x64': { version: '1.0.0' },
    'node_modules/not-for-windows': { version: '1.0.0' },
  };
  const without = (name: string) => ({
    packages: Object.fromEntries(Object.entries(installed).filter(([path]) => path !== `node_modules/${name}`)),
  });

  it('are complete without the packages for other platforms', () => {
    expect(isInstalled(locked, { packages: installed }, machine)).to.equal(true);
  });

  for (const name of ['mocha', 'native-linux-x64', 'not-for-windows']) {
    it(`are incomplete without ${name}`, () => {
      expect(isInstalled(locked, without(name), machine)).to.equal(false);
    });
  }

  it('are not those of the lockfile when one has another version', () => {
    const other = { ...installed, 'node_modules/mocha': { version: '12.0.3' } };
    expect(isInstalled(locked, { packages: other }, machine)).to.equal(false);
  });

  it('are incomplete after an interrupted installation', () => {
    expect(isInstalled(locked, {}, machine)).to.equal(false);
  });
});
