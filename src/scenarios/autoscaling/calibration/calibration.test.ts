import { expect } from 'chai';
import { calibrate } from './calibration.ts';

const wanted = {
  targetCores: 0.05,
  targetPercent: 50,
  factor: 3,
  tolerance: 0.1,
  mostRate: 500,
  bound: 'autoscaling.rate',
} as const;
const probe = { requests: 100, cores: 0.055, seconds: 10, idleCores: 0.005 };

describe('The calibration of a load', () => {
  it('finds the rate that brings the CPU to so many times its target', () => {
    expect(calibrate(probe, wanted)).to.deep.equal({
      rate: 29,
      ratio: 3,
      reason: 'a request costs 5 ms of CPU, so 29.0 requests per second bring 3.0 × the CPU target',
    });
  });

  it('stays within the bounds, as long as that crosses the target', () => {
    expect(calibrate(probe, { ...wanted, mostRate: 15 })).to.deep.include({ rate: 15, ratio: 1.6 });
  });

  it('says so when no rate within the bounds crosses the target, and how much would', () => {
    expect(calibrate(probe, { ...wanted, mostRate: 6 })).to.deep.equal({
      reason:
        'peak 35 % of the 50 % target at the most that is allowed, 6 requests per second (a request costs 5 ms of CPU); about 1.6 × the load would cross it: raise autoscaling.rate',
    });
  });

  it('names the bound that holds', () => {
    expect(calibrate(probe, { ...wanted, mostRate: 6, bound: 'load.bounds.rate' }).reason).to.match(
      /would cross it: raise load\.bounds\.rate$/,
    );
  });

  it('says so when the probe run has shown nothing', () => {
    expect(calibrate({ ...probe, requests: 0 }, wanted)).to.deep.equal({
      reason: 'the target answered no request of the probe run',
    });
    expect(calibrate({ ...probe, cores: 0.004 }, wanted).reason).to.equal(
      'the CPU of the target did not rise with 100 requests in 10.0 s',
    );
  });
});
