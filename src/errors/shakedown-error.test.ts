import { expect } from 'chai';
import { ShakedownError, whatIsWrong } from './shakedown-error.ts';

const error = (seen: string, todo?: string) =>
  new ShakedownError('RUN_UNDER_WAY', {
    meaning: 'infrastructure',
    expected: 'no other run in this cluster',
    seen,
    ...(todo === undefined ? {} : { todo }),
  });

describe('An error of the suite', () => {
  it('says first what is wrong, and names what was expected and what to do', () => {
    expect(error('run r1 of ann', 'wait for it\nor end it').message).to.equal(
      [
        'RUN_UNDER_WAY: run r1 of ann',
        '  expected: no other run in this cluster',
        '  do:       wait for it',
        '            or end it',
      ].join('\n'),
    );
  });

  it('keeps several lines of what is wrong together', () => {
    expect(error('run r1\nrun r2').message).to.equal(
      ['RUN_UNDER_WAY: run r1', '               run r2', '  expected: no other run in this cluster'].join('\n'),
    );
  });

  it('is what is wrong and what was expected, in one line', () => {
    expect(whatIsWrong(error('run r1\nrun r2'))).to.equal('run r1; expected: no other run in this cluster');
    expect(whatIsWrong(new TypeError('x is no function\nat y'))).to.equal('x is no function');
    expect(whatIsWrong('thrown as text')).to.equal('thrown as text');
  });

  it('has the meaning that it was thrown with', () => {
    expect(error('run r1').meaning).to.equal('infrastructure');
  });

  it('does not compile without a meaning, or with an unknown one', () => {
    const facts = { expected: 'x', seen: 'y' };
    // @ts-expect-error the meaning is missing
    expect(new ShakedownError('ANY_CODE', facts).code).to.equal('ANY_CODE');
    // @ts-expect-error there is no such meaning
    expect(new ShakedownError('ANY_CODE', { ...facts, meaning: 'weather' }).code).to.equal('ANY_CODE');
  });
});
