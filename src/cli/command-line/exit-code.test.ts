import { expect } from 'chai';
import { meanings } from '../../errors/meanings.fixture.ts';
import { ShakedownError } from '../../errors/shakedown-error.ts';
import { exitCodeOf } from './exit-code.ts';

describe('The exit code of a command that an error ended', () => {
  it('follows from the meaning of the error', () => {
    const codes = meanings.map((meaning) => {
      const error = new ShakedownError('ANY_CODE', { meaning, expected: 'x', seen: 'y' });
      return [meaning, exitCodeOf(error)];
    });
    expect(Object.fromEntries(codes)).to.deep.equal({
      usage: 2,
      infrastructure: 5,
      suite: 4,
      instrument: 4,
      cluster: 4,
    });
  });

  it('does not follow from its code', () => {
    const facts = { meaning: 'suite', expected: 'x', seen: 'y' } as const;
    expect(exitCodeOf(new ShakedownError('CONFIG_INVALID', facts))).to.equal(4);
  });

  it('is that of a fault of the suite when it is not an error of the suite’s own class', () => {
    for (const thrown of [new TypeError('x is no function'), 'a text', undefined])
      expect(exitCodeOf(thrown)).to.equal(4);
  });
});
