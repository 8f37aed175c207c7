import { expect } from 'chai';
import { matchesPattern } from './matches-pattern.ts';

describe('A pattern of the configuration', () => {
  it('matches the whole of a text, and any text for a star', () => {
    expect(matchesPattern('shop', 'shop')).to.equal(true);
    expect(matchesPattern('shop', 'shop-eu')).to.equal(false);
    expect(matchesPattern('*/shop-*', 'a/b/shop-')).to.equal(true);
    expect(matchesPattern('a*b', 'a\nb')).to.equal(true);
  });

  it('takes everything else as it is written', () => {
    expect(matchesPattern('a.b|c', 'a.b|c')).to.equal(true);
    expect(matchesPattern('a.b', 'axb')).to.equal(false);
    expect(matchesPattern('(a+)[b]$', '(a+)[b]$')).to.equal(true);
  });
});
