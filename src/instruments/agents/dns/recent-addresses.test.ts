import { expect } from 'chai';
import type { Expected } from './dns-names.ts';
import { RecentAddresses } from './recent-addresses.ts';

const NAME = 'db.shop.svc.cluster.local.';
const headless = (...addresses: string[]): Expected => ({
  question: { name: NAME, type: 'A' },
  addresses: new Set(addresses),
  all: false,
});

describe('the addresses that a headless Service had a moment ago', () => {
  it('may still be answered for as long as an answer is kept', () => {
    const recent = new RecentAddresses();
    recent.note(NAME, [headless('10.244.1.5')], 0);
    recent.note(NAME, [headless('10.244.1.6')], 10_000);
    const at = (now: number, ttl?: number) => recent.widened(headless('10.244.1.7'), now, ttl).addresses;
    expect(at(20_000)).to.deep.equal(new Set(['10.244.1.7', '10.244.1.5', '10.244.1.6']));
    expect(at(40_000)).to.deep.equal(new Set(['10.244.1.7', '10.244.1.6']));
    expect(at(60_000)).to.deep.equal(new Set(['10.244.1.7']));
    expect(at(60_000, 120)).to.have.lengthOf(3);
  });

  it('may have been none', () => {
    const recent = new RecentAddresses();
    recent.note(NAME, [], 0);
    expect(recent.widened(headless('10.244.1.7'), 20_000)).to.deep.equal({ ...headless('10.244.1.7'), wasEmpty: true });
    expect(recent.widened(headless('10.244.1.7'), 40_000)).to.deep.equal(headless('10.244.1.7'));
  });

  it('are no matter for a Service with a cluster IP', () => {
    const recent = new RecentAddresses();
    const fixed = { ...headless('10.96.3.4'), all: true };
    recent.note(NAME, [fixed], 0);
    expect(recent.widened({ ...fixed, addresses: new Set(['10.96.3.5']) }, 0).addresses).to.deep.equal(
      new Set(['10.96.3.5']),
    );
  });
});
