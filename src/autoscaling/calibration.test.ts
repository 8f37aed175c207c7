import { expect } from 'chai';
import { calibrate } from './calibration.ts';

const wanted = { targetCores: 0.05, factor: 3, tolerance: 0.1, mostRate: 500 };
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

  it('says so when no rate within the bounds crosses the target', () => {
    expect(calibrate(probe, { ...wanted, mostRate: 9 })).to.deep.equal({
      reason:
        'a request costs 5 ms of CPU; at the most that is allowed, 9 requests per second, it would be at 1.00 × its CPU target: raise autoscaling.load.rate, or let requests cost more',
    });
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
