import { expect } from 'chai';
import type { TcpAnswer } from '../fleet/probe-fleet.ts';
import { ConnectionRecord } from './connection-record.ts';
import type { Ask, ProbePlan } from './probe-plan.ts';
import type { ServiceAddress } from './service-addresses.ts';

const address: ServiceAddress = { kind: 'cluster IP', host: '10.96.0.7', port: 80, identity: 'web' };
const planOf = (of: ServiceAddress = address, times = 10): ProbePlan => ({
  asks: new Map([['n1', [{ address: of, times, planned: times, endpoints: 1 }]]]),
});
const answer = (tried: number, failed: number): TcpAnswer => ({
  ...{ host: '10.96.0.7', port: 80, ok: failed === 0, tried, failed, seconds: 0.001 },
  ...(failed > 0 && { error: 'timeout' }),
});

/** A record, and a round of it in which so many connections fail. */
function recorded() {
  const record = new ConnectionRecord(30);
  const ask = (last = false): Ask | undefined => record.next(planOf(), last).get('n1')?.[0];
  const round = (fails: (tried: number) => number, last = false) => {
    const next = ask(last);
    if (next) record.note('n1', next, answer(next.times, fails(next.times)));
    return next?.times;
  };
  return { record, round, ask };
}
const none = () => 0;
const all = (tried: number) => tried;
const some = () => 2;
const of = (record: ConnectionRecord) =>
  record.contacts.map(({ answer: { ok, tried, failed } }) => ({ ok, tried, failed }));

describe('the connections of all rounds', () => {
  it('end with a round in which none has failed', () => {
    const { record, round } = recorded();
    expect(round(none)).to.equal(10);
    expect(of(record)).to.deep.equal([{ ok: true, tried: 10, failed: 0 }]);
    expect(round(none)).to.equal(undefined);
  });

  it('are one by one while none succeeds, and as many as planned when one has', () => {
    const { record, round } = recorded();
    expect([round(all), round(all), round(none)]).to.deep.equal([10, 1, 1]);
    expect(of(record)).to.deep.equal([{ ok: false, tried: 12, failed: 11 }]);
    expect(record.isRecovering).to.equal(true);
    expect(round(none)).to.equal(10);
    expect(of(record)).to.deep.equal([{ ok: true, tried: 22, failed: 11 }]);
    expect(record.isRecovering).to.equal(false);
  });

  it('after the loss of some must all succeed in three rounds of the most connections', () => {
    const { record, round } = recorded();
    expect(round(some)).to.equal(10);
    expect([round(none), round(none)]).to.deep.equal([30, 30]);
    expect(of(record)[0]).to.include({ ok: false });
    expect(round(some)).to.equal(30);
    expect([round(none), round(none), round(none), round(none)]).to.deep.equal([30, 30, 30, undefined]);
    expect(of(record)).to.deep.equal([{ ok: true, tried: 190, failed: 4 }]);
  });

  it('find a cluster IP that fails two connections of three, however often it is tried', () => {
    const { record, round } = recorded();
    let turn = 0;
    const twoOfThree = (tried: number) =>
      Array.from({ length: tried }, () => (turn += 1)).filter((n) => n % 3 > 0).length;
    for (let n = 0; n < 50; n += 1) round(twoOfThree);
    expect(of(record)[0]).to.include({ ok: false });
  });

  it('count as lost when they are slow, because a packet was lost', () => {
    const { record, ask } = recorded();
    const slow = (count: number) => {
      const next = ask();
      if (next) record.note('n1', next, { ...answer(next.times, 0), slow: count });
      return next?.times;
    };
    expect([slow(1), slow(0), slow(0)]).to.deep.equal([10, 30, 30]);
    expect(of(record)).to.deep.equal([{ ok: false, tried: 70, failed: 0 }]);
    expect([slow(0), slow(0)]).to.deep.equal([30, undefined]);
    expect(record.contacts[0]?.answer).to.include({ ok: true, slow: 1 });
    const always = recorded();
    for (const times of [10, 30, 30]) {
      const next = always.ask();
      expect(next?.times).to.equal(times);
      if (next) always.record.note('n1', next, { ...answer(next.times, 0), slow: next.times });
    }
  });

  it('count as lost when they are closed where that is no design, and as long as they are', () => {
    const { record, ask } = recorded();
    const closing = (count: number) => {
      const next = ask();
      if (next) record.note('n1', next, { ...answer(next.times, 0), closed: count });
      return next?.times;
    };
    expect([closing(4), closing(0)]).to.deep.equal([10, undefined]);
    record.countClosed('n1', address);
    record.countClosed('n1', address);
    expect(record.contacts[0]?.answer).to.deep.include({ ok: false, tried: 10, failed: 4, error: 'closed' });
    expect([closing(1), closing(0), closing(0), closing(0)]).to.deep.equal([30, 30, 30, 30]);
    expect(record.contacts[0]?.answer).to.deep.include({ ok: true, tried: 130, failed: 5 });
    expect(record.contacts[0]?.answer).to.not.have.property('closed');
  });

  it('go on for ways that have failed and are not in the sample any more', () => {
    const { record, round } = recorded();
    round(all);
    const other: ProbePlan = { asks: new Map([['n2', [{ address, times: 3, planned: 3, endpoints: 1 }]]]) };
    const asked = (plan: ProbePlan) => [...record.next(plan, false)].map(([node, of]) => `${node} ${of[0]?.times}`);
    expect(asked(other)).to.deep.equal(['n2 3', 'n1 1']);
    round(none);
    round(none);
    expect(asked(other)).to.deep.equal(['n2 3']);
  });

  it('are few in the last look, which has little time: none where some are lost, and one where all failed', () => {
    const lossy = recorded();
    lossy.round(some);
    expect(lossy.round(none, true)).to.equal(undefined);
    expect(of(lossy.record)[0]).to.include({ ok: false });
    const absent = recorded();
    absent.round(all);
    expect([absent.round(none, true), absent.round(none, true)]).to.deep.equal([1, 10]);
    expect(of(absent.record)[0]).to.include({ ok: true });
  });

  it('are forgotten when there is something else behind an address, or its node is deleted', () => {
    const { record, round } = recorded();
    round(all);
    expect(record.keep([{ node: 'n1' }], [address])).to.equal(0);
    expect(record.keep([{ node: 'n1' }], [{ ...address, identity: 'other endpoints' }])).to.equal(1);
    expect(record.contacts).to.deep.equal([]);
    round(none);
    expect(record.keep([{ node: 'n2' }], [address])).to.equal(0);
    expect(record.contacts).to.deep.equal([]);
  });
});
