import { expect } from 'chai';
import { isAtLeast, versionNumbers } from './version.ts';

describe('A version of Sonobuoy', () => {
  for (const [version, oldest, enough] of [
    ['v0.57.3', '0.57.3', true],
    ['v0.57.10', '0.57.3', true],
    ['v0.58.0', '0.57.3', true],
    ['v1.0.0', '0.57.3', true],
    ['v0.57.2', '0.57.3', false],
    ['v0.56.17', '0.57.3', false],
    ['v0.57.5+dirty', '0.57.3', true],
  ] as const)
    it(`${version} is ${enough ? '' : 'not '}at least ${oldest}`, () =>
      expect(isAtLeast(version, oldest)).to.equal(enough));

  it('is no version without three numbers', () => expect(versionNumbers('unknown')).to.equal(undefined));
});
