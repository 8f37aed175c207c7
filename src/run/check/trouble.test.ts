import { expect } from 'chai';
import { meanings } from '../../errors/meanings.fixture.ts';
import { ShakedownError } from '../../errors/shakedown-error.ts';
import { troubleOf } from './trouble.ts';

describe('An error that ends a run', () => {
  it('is a fact of the run when its meaning is usage or infrastructure', () => {
    const troubles = meanings.map((meaning) => {
      const error = new ShakedownError('ANY_CODE', { meaning, expected: 'x', seen: 'y' });
      return [meaning, troubleOf(error)];
    });
    const fact = { code: 'ANY_CODE', message: 'y; expected: x', detail: 'ANY_CODE: y\n  expected: x' };
    expect(Object.fromEntries(troubles)).to.deep.equal({
      usage: { kind: 'usage', ...fact },
      infrastructure: { kind: 'infrastructure', ...fact },
      suite: undefined,
      instrument: undefined,
      cluster: undefined,
    });
  });

  it('is a fault of the suite when it is not an error of the suite’s own class', () => {
    expect(troubleOf(new TypeError('x is no function'))).to.equal(undefined);
  });
});
