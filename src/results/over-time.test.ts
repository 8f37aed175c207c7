import { expect } from 'chai';
import { OVER_TIME_POINTS } from './model.ts';
import { overTime, quantile } from './over-time.ts';

const largest = (values: readonly number[]) => quantile(values, 1);

describe('Values over time', () => {
  it('are one point a second, without those in which there was nothing', () => {
    const all = [
      { at: 5_000, value: 1 },
      { at: 5_900, value: 3 },
      { at: 8_100, value: 2 },
      { at: 6_000, value: 4 },
    ];
    expect(overTime(all, largest)).to.deep.equal({ at: [0, 1, 3], values: [3, 4, 2] });
    expect(overTime(all, (values) => quantile(values, 0.5))?.values).to.deep.equal([1, 4, 2]);
  });

  it('are a limited number of points, however long it takes', () => {
    for (const count of [OVER_TIME_POINTS, OVER_TIME_POINTS + 1, 1_000, 100_000]) {
      const all = Array.from({ length: count }, (_, second) => ({ at: second * 1_000, value: second }));
      const { at = [], values = [] } = overTime(all, largest) ?? {};
      expect(at.length).to.be.within(OVER_TIME_POINTS / 2, OVER_TIME_POINTS);
      expect(values.at(-1)).to.equal(count - 1);
    }
  });

  it('are none of nothing, or of a moment', () => {
    expect(overTime([], largest)).to.equal(undefined);
    expect(
      overTime(
        [
          { at: 1, value: 1 },
          { at: 900, value: 2 },
        ],
        largest,
      ),
    ).to.equal(undefined);
  });
});
