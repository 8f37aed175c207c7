import { expect } from 'chai';
import { quantity } from './quantity.ts';

describe('A Kubernetes quantity', () => {
  it('is a number with a decimal or binary suffix, or an exponent', () => {
    const texts = ['2', '0.5', '.5', '250m', '1500000n', '12u', '64Mi', '1Gi', '3k', '2E', '1e3', '12E-1', '-1'];
    expect(texts.map(quantity)).to.deep.equal([
      2, 0.5, 0.5, 0.25, 0.0015, 0.000012, 67_108_864, 1_073_741_824, 3_000, 2e18, 1_000, 1.2, -1,
    ]);
  });

  it('is not any other text', () => {
    expect(['', 'abc', '1 m', '1mm', '5%', undefined].map(quantity)).to.deep.equal(Array(6).fill(undefined));
  });
});
