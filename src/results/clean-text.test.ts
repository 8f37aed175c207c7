import { expect } from 'chai';
import { cleanLine, cleanText } from './clean-text.ts';

describe('A clean text', () => {
  it('keeps lines and tabs, and no other control character', () => {
    expect(cleanText('a\tb\r\nc\rd\u0000\u0007\u000b\u007f\u0085e')).to.equal('a\tb\nc\nde');
  });

  it('has no ANSI sequence', () => {
    expect(cleanText('\u001b[1;31mred\u001b[0m \u001b]8;;http://x\u0007link\u001b]8;;\u0007')).to.equal('red link');
  });

  it('has no half of a surrogate pair and no non-character', () => {
    expect(cleanText('\ud83d\udca5 \ud83d \udca5 \ufffe\uffff\ufdd0')).to.equal('💥 \ufffd \ufffd ');
  });

  it('is one line when a line is asked for', () => {
    expect(cleanLine('  a\n\n\tb  c ')).to.equal('a b c');
  });

  it('keeps its end when it is cut, because there is the cause of an error', () => {
    expect(cleanLine('image x cannot be pulled: a, b, c: no such host', 30)).to.equal('image x can…b, c: no such host');
  });

  it('is cut between characters, and shows that', () => {
    expect(cleanLine('💥💥💥💥', 3)).to.equal('…💥💥');
    expect(cleanLine('💥💥💥', 3)).to.equal('💥💥💥');
  });
});
