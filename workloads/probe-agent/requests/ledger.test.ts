import { expect } from 'chai';
import { ledgerLimits, type LedgerRecord } from '../../../src/instruments/agents/requests/ledger-protocol.ts';
import { handClock } from '../../../src/time/hand-clock.ts';
import { startLedger } from './ledger.ts';

const answered = (pod: string): LedgerRecord => ({ sent: 0, ended: 1, reused: false, status: 200, pod });

/** A ledger on a clock that the test advances; requests are answered when the test says so. */
function started(order: { perSecond: number; seconds: number }, mayOpen = () => true) {
  const clock = handClock();
  const sent: { at: number; isNew: boolean; end: (record: LedgerRecord) => void }[] = [];
  let closed = 0;
  const ledger = startLedger(order, {
    send: (isNew) => new Promise((end) => sent.push({ at: clock.now(), isNew, end })),
    mayOpen,
    close: () => void (closed += 1),
    clock,
  });
  return { clock, sent, ledger, closed: () => closed };
}

describe('A request ledger of an agent', () => {
  it('sends at even times without waiting for answers, every other request over a new connection', async () => {
    const { clock, sent, ledger } = started({ perSecond: 10, seconds: 60 });
    await clock.advance(450);
    expect(sent.map(({ at, isNew }) => [at, isNew])).to.deep.equal([
      [0, true],
      [100, false],
      [200, true],
      [300, false],
      [400, true],
    ]);
    expect(ledger.read(0, { stop: false })).to.include({ due: 5, missed: 0, isOver: false });
  });

  it('returns the records that were not read, and is over when it is stopped and the last request has ended', async () => {
    const { clock, sent, ledger, closed } = started({ perSecond: 10, seconds: 60 });
    await clock.advance(150);
    sent[1]?.end(answered('b'));
    await clock.advance(0);
    const first = ledger.read(0, { stop: true });
    expect(first.records.map(({ pod }) => pod)).to.deep.equal(['b']);
    await clock.advance(1_000);
    expect([sent.length, first.isOver, closed()]).to.deep.equal([2, false, 0]);
    sent[0]?.end(answered('a'));
    await clock.advance(0);
    const second = ledger.read(1, { stop: true });
    expect([second.records.map(({ pod }) => pod), second.isOver, closed()]).to.deep.equal([['a'], true, 1]);
  });

  it('ends with its order', async () => {
    const { clock, sent, ledger } = started({ perSecond: 2, seconds: 2 });
    await clock.advance(5_000);
    expect(sent).to.have.lengthOf(4);
    sent.forEach(({ end }) => end(answered('a')));
    await clock.advance(0);
    expect(ledger.isRunning).to.equal(false);
  });

  it('ends when nobody reads it, and is then forgotten', async () => {
    const { clock, sent, ledger } = started({ perSecond: 1, seconds: 600 });
    await clock.advance(20_000);
    ledger.read(0, { stop: false });
    await clock.advance(ledgerLimits.unreadMs + 5_000);
    sent.forEach(({ end }) => end(answered('a')));
    await clock.advance(60_000);
    const whole = 20 + ledgerLimits.unreadMs / 1_000;
    expect(sent.length).to.be.within(whole, whole + 3);
    expect([ledger.isRunning, ledger.isForgotten]).to.deep.equal([false, true]);
  });

  it('does not make up for the time in which it had no CPU, and counts what it has missed', async () => {
    const clock = handClock();
    let sent = 0;
    let frozen = false;
    const ledger = startLedger(
      { perSecond: 10, seconds: 60 },
      {
        send: () => ((sent += 1), Promise.resolve(answered('a'))),
        mayOpen: () => true,
        close: () => {},
        clock: { ...clock, now: () => clock.now() + (frozen ? 1_000 : 0) },
      },
    );
    await clock.advance(450);
    frozen = true;
    await clock.advance(100);
    const { due, missed } = ledger.read(0, { stop: true });
    expect([due - missed, sent]).to.deep.equal([sent, sent]);
    expect(missed).to.be.within(4, 9);
  });

  it('sends nothing while too many are without an answer, or no connection may be opened', async () => {
    const full = started({ perSecond: 100, seconds: 60 });
    await full.clock.advance(3_000);
    expect(full.sent).to.have.lengthOf(ledgerLimits.unanswered);
    const spent = started({ perSecond: 10, seconds: 60 }, () => false);
    await spent.clock.advance(350);
    expect(spent.sent.map(({ isNew }) => isNew)).to.deep.equal([false, false]);
    expect(spent.ledger.read(0, { stop: true })).to.include({ due: 4, missed: 2 });
  });
});
