import { expect } from 'chai';
import { unrunTest } from '../results/unrun-test.ts';
import { quarantined, quarantineNotes } from './quarantine.ts';

const entry = (test: string, until = '2026-12-31') => ({ test, owner: 'team-shop', reason: 'SHOP-12', until });
const ended = (status: 'failed' | 'passed' | 'inconclusive') =>
  unrunTest({
    ...{ id: 'workloads/deployment/shop/web', area: 'workloads', title: 'web', status },
    reason: { code: 'X', message: 'it is broken' },
  });
const on = (day: string) => new Date(`${day}T23:30:00Z`);

describe('The quarantine of a test', () => {
  it('covers its failure until its last day, that day included, in UTC', () => {
    const entries = [entry('workloads/deployment/shop/*')];
    const { quarantine } = quarantined(ended('failed'), entries, on('2026-12-31'));
    expect(quarantine).to.deep.equal({ owner: 'team-shop', reason: 'SHOP-12', until: '2026-12-31' });
    expect(quarantined(ended('failed'), entries, on('2027-01-01'))).to.deep.equal(ended('failed'));
  });

  it('covers nothing but failures of the tests that it names', () => {
    expect(quarantined(ended('failed'), [entry('workloads/deployment/shop')], on('2026-12-01'))).to.deep.equal(
      ended('failed'),
    );
    for (const status of ['passed', 'inconclusive'] as const)
      expect(quarantined(ended(status), [entry('*')], on('2026-12-01'))).to.deep.equal(ended(status));
  });

  it('holds when one of several entries has not expired', () => {
    const entries = [entry('*', '2026-01-01'), entry('workloads/*', '2026-12-31')];
    expect(quarantined(ended('failed'), entries, on('2026-12-01')).quarantine?.until).to.equal('2026-12-31');
  });

  const notes = (until: string, day: string, { isWhole = true, test = 'a/*' } = {}) =>
    quarantineNotes([entry(test, until)], { ids: ['a/b'], isWhole, now: on(day) });

  it('is told from a week before its end on, and once it has expired', () => {
    expect(notes('2026-12-31', '2026-12-23')).to.deep.equal([]);
    expect(notes('2026-12-31', '2026-12-24')).to.deep.equal([
      'the quarantine of a/* ends soon, and then its failures decide again: until 2026-12-31 (team-shop): SHOP-12',
    ]);
    expect(notes('2026-12-31', '2027-01-01')).to.deep.equal([
      'the quarantine of a/* has expired, and its failures decide again: until 2026-12-31 (team-shop): SHOP-12',
    ]);
  });

  it('is told when it matches no test, if all tests are known', () => {
    expect(notes('2026-12-31', '2026-12-01', { test: 'a' })).to.deep.equal(['the quarantine of a matches no test']);
    expect(notes('2026-12-31', '2026-12-01', { test: 'a', isWhole: false })).to.deep.equal([]);
  });
});
