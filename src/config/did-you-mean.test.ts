import { expect } from 'chai';
import { didYouMean } from './did-you-mean.ts';

const known = ['scope', 'run', 'run.focus', 'objects.labels'];

describe('A mistyped word', () => {
  for (const [word, meant] of [
    ['scpoe', 'scope'],
    ['run.foucs', 'run.focus'],
    ['Scope', 'scope'],
    ['object.label', 'objects.labels'],
    ['rum', 'run'],
  ] as const)
    it(`'${word}' was meant as '${meant}'`, () => expect(didYouMean(word, known)).to.equal(meant));

  it('that is like no other has no suggestion', () => expect(didYouMean('colour', known)).to.equal(undefined));
  it('takes the nearest of several', () =>
    expect(didYouMean('run.focsu', ['run.fours', 'run.focus'])).to.equal('run.focus'));
});
