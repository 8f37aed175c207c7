import { expect } from 'chai';
import { goDuration } from './go-duration.ts';

describe('A duration in the format of Go', () => {
  it('is a number of seconds', () => {
    expect(['15s', '1m30s', '500ms', '1h0m0.5s', '10.13s'].map(goDuration)).to.deep.equal([
      15, 90, 0.5, 3_600.5, 10.13,
    ]);
  });

  it('is none when it cannot be read', () => {
    expect(['', 'soon', '15', '-1s', undefined].map(goDuration)).to.deep.equal(Array(5).fill(undefined));
  });
});
