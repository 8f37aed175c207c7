import { expect } from 'chai';
import type { Measurement } from '../results/model.ts';
import { formatFigure, roundedValue } from './figure.ts';

describe('A measurement', () => {
  it('is rounded to what it can mean', () => {
    const cases: [Pick<Measurement, 'value' | 'unit' | 'interval'>, number][] = [
      [{ value: 14.479917069, unit: 'seconds' }, 14.5],
      [{ value: 134.166, unit: 'seconds' }, 134],
      [{ value: 1_234.5, unit: 'seconds' }, 1_235],
      [{ value: 0.09777557299, unit: 'seconds' }, 0.098],
      [{ value: 0.0004, unit: 'seconds' }, 0],
      [{ value: 3.44, unit: 'seconds', interval: [3, 4] }, 3],
      [{ value: 364.987, unit: 'days' }, 365],
      [{ value: 0.0123456, unit: 'ratio' }, 0.0123],
      [{ value: 60.254, unit: 'per second' }, 60.3],
      [{ value: 951_740, unit: 'bytes' }, 951_740],
      [{ value: 1_822, unit: 'count' }, 1_822],
      [{ value: 0, unit: 'ratio' }, 0],
      [{ value: -0.5, unit: 'seconds' }, -0.5],
    ];
    for (const [figure, rounded] of cases) expect(roundedValue(figure)).to.equal(rounded);
  });

  it('has its unit as people write it', () => {
    expect(formatFigure({ value: 94.4, unit: 'seconds' })).to.equal('1m34s');
    expect(formatFigure({ value: 2, unit: 'count' })).to.equal('2 count');
  });
});
