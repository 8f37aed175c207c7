import { expect } from 'chai';
import { InstrumentTooWeak } from '../../errors/instrument-too-weak.ts';
import { ShakedownError } from '../../errors/shakedown-error.ts';
import { resultOf } from './result-of.ts';

const facts = { expected: 'x', seen: 'y' };

describe('An error in a load test that was set up', () => {
  it('is its result when a script or a Secret of the user is to blame', () => {
    expect(resultOf(new ShakedownError('LOAD_SCRIPT_BROKEN', facts))).to.equal('error');
    expect(resultOf(new ShakedownError('LOAD_SECRET_MISSING', facts))).to.equal('error');
  });

  it('leaves it without a verdict when there was no load, or its figures are lost', () => {
    expect(resultOf(new InstrumentTooWeak('LOAD_REFUSED', facts))).to.equal('inconclusive');
    expect(resultOf(new ShakedownError('LOAD_MASTER_ENDED', facts))).to.equal('inconclusive');
  });

  it('ends the command when it is any other error', () => {
    expect(resultOf(new ShakedownError('CLUSTER_FORBIDDEN', facts))).to.equal(undefined);
    expect(resultOf(new TypeError('x is no function'))).to.equal(undefined);
  });
});
