import { expect } from 'chai';
import { errorShare } from './error-share.ts';

describe('the share of errors', () => {
  for (const [rate, of, errors] of [
    [0, 1_000, 0],
    [1, 1_000, 1_000],
    [0.25, 4, 1],
    [0.1, 1_000, 100],
    [0.29, 100, 29],
    [0.001, 10_000, 10],
  ] as const)
    it(`of ${rate} makes ${errors} of ${of} fail`, () => {
      const fails = errorShare();
      expect(Array.from({ length: of }, () => fails(rate)).filter(Boolean)).to.have.lengthOf(errors);
    });

  it('is spread evenly', () => {
    const fails = errorShare();
    expect(Array.from({ length: 8 }, () => fails(0.25))).to.deep.equal([
      false,
      false,
      false,
      true,
      false,
      false,
      false,
      true,
    ]);
  });
});
