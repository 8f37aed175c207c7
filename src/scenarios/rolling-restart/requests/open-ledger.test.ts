import { setImmediate } from 'node:timers/promises';
import { expect } from 'chai';
import type { Cluster } from '../../../cluster/cluster.ts';
import { InstrumentTooWeak } from '../../../errors/instrument-too-weak.ts';
import type { ProbeAgent } from '../../../instruments/agents/fleet/probe-fleet.ts';
import { AgentLost } from '../../../instruments/agents/fleet/agent-lost.ts';
import type { LedgerOrder, LedgerRead } from '../../../instruments/agents/requests/ledger-protocol.ts';
import { jumpingClock } from '../../../time/clock.ts';
import { openLedger } from './open-ledger.ts';

const { signal } = new AbortController();

/** An agent whose clock is ahead, and which has sent some requests. @param over whether its last request ends. */
function fakeAgent(node: string, aheadMs: number, { over = true, lost = false, early = false } = {}) {
  const asked: (LedgerOrder | LedgerRead)[] = [];
  const record = { sent: aheadMs + 100, ended: aheadMs + 110, reused: false, status: 200, pod: 'web-1' };
  const agent = {
    node,
    startRequests: (order: LedgerOrder) => Promise.resolve(void asked.push(order)),
    readRequests: (read: LedgerRead) => {
      asked.push(read);
      if (lost) return Promise.reject(new AgentLost(node, 'its pod was replaced while it sent requests'));
      const isOver = early || (over && read.stop === true);
      const records = read.from === 0 ? [record] : [];
      return Promise.resolve({ now: aheadMs + 10, due: 2, missed: 1, records, isOver, between: [0, 20] as const });
    },
  };
  return { asked, agent: agent as unknown as ProbeAgent };
}
const settings = (...agents: { agent: ProbeAgent }[]) => ({
  cluster: { clock: jumpingClock() } as unknown as Cluster,
  agents: agents.map(({ agent }) => agent),
  target: { host: '10.96.0.9', port: 80, path: '/' },
  ...{ perSecond: 50, seconds: 60, signal },
});
const thrown = (work: Promise<unknown>) => work.catch((error: unknown) => error);

describe('A ledger of several agents', () => {
  it('shares the rate among them, and has all times on one clock', async () => {
    const [one, other] = [fakeAgent('n1', 1_000_000), fakeAgent('n2', -500)];
    await using open = await openLedger(settings(one, other));
    const ledger = await open.close();
    expect(one.asked[0]).to.include({ host: '10.96.0.9', port: 80, perSecond: 25, seconds: 60 });
    expect(ledger.requests.map(({ node, sent, ended }) => [node, sent, ended])).to.deep.equal([
      ['n1', 100, 110],
      ['n2', 100, 110],
    ]);
    expect([ledger.due, ledger.missed]).to.deep.equal([4, 2]);
    expect(ledger.clocks.get('n1')).to.deep.equal({ aheadMs: 1_000_000, toleranceMs: 10 });
  });

  it('is no judgement when an agent was replaced', async () => {
    await using open = await openLedger(settings(fakeAgent('n1', 0, { lost: true })));
    expect(await thrown(open.close()))
      .to.be.instanceOf(InstrumentTooWeak)
      .and.include({ code: 'PROBE_AGENT_LOST' });
  });

  it('is no judgement when its last requests do not end', async () => {
    await using open = await openLedger(settings(fakeAgent('n1', 0, { over: false })));
    expect(await thrown(open.close())).to.include({ code: 'LEDGER_UNREAD' });
  });

  it('tells how long it lasted when the requests of an agent ended before it was closed', async () => {
    await using open = await openLedger(settings(fakeAgent('n1', 0), fakeAgent('n2', 0, { early: true })));
    while (open.ended < 2) await setImmediate();
    expect(await open.close())
      .to.have.nested.property('endedEarly.afterMs')
      .that.is.a('number');
    await using whole = await openLedger(settings(fakeAgent('n1', 0)));
    expect(await whole.close()).to.not.have.property('endedEarly');
  });

  it('is stopped when it is disposed of without being closed', async () => {
    const one = fakeAgent('n1', 0);
    {
      await using _ = await openLedger(settings(one));
    }
    expect(one.asked.at(-1)).to.include({ stop: true });
  });
});
