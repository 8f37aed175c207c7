import { expect } from 'chai';
import { deadlineWatch } from './deadline-watch.ts';

describe('The deadline of the runner, watched from outside', () => {
  const watch = () => deadlineWatch({ start: 300_000, beyondDeadline: 15_000 }, 1_000);

  it('is counted from when the runner names it, however late that is', () => {
    const late = watch();
    expect(late(undefined, 100_000)).to.equal(undefined);
    expect(late(60, 200_000)).to.equal(undefined);
    expect(late(60, 275_000)).to.equal(undefined);
    expect(late(60, 275_001)).to.equal('the runner did not end within 1m15s and was killed');
  });

  it('is that of its start as long as the runner has named none', () => {
    const late = watch();
    expect(late(undefined, 301_000)).to.equal(undefined);
    expect(late(undefined, 301_001)).to.equal('the runner did not end within 5m00s and was killed');
  });
});
