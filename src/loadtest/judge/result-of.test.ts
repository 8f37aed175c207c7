import { expect } from 'chai';
import { meanings } from '../../errors/meanings.fixture.ts';
import { ShakedownError } from '../../errors/shakedown-error.ts';
import { resultOf } from './result-of.ts';

describe('An error in a load test that was set up', () => {
  it('is its result, or ends the command, by the meaning of the error', () => {
    const results = meanings.map((meaning) => {
      const error = new ShakedownError('ANY_CODE', { meaning, expected: 'x', seen: 'y' });
      return [meaning, resultOf(error)];
    });
    expect(Object.fromEntries(results)).to.deep.equal({
      usage: 'error',
      infrastructure: undefined,
      suite: undefined,
      instrument: 'inconclusive',
      cluster: 'inconclusive',
    });
  });

  it('ends the command when it is no error of ours', () => {
    expect(resultOf(new TypeError('x is no function'))).to.equal(undefined);
  });
});
