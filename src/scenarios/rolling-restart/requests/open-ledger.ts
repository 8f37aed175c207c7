import { randomBytes } from 'node:crypto';
import type { Cluster } from '../../../cluster/cluster.ts';
import { InstrumentTooWeak } from '../../../errors/instrument-too-weak.ts';
import type { ProbeAgent } from '../../../instruments/agents/fleet/probe-fleet.ts';
import type { LedgerRecord } from '../../../instruments/agents/requests/ledger-protocol.ts';
import { agentClock, moreExact, type AgentClock } from './agent-clock.ts';
import type { RequestTarget } from './senders.ts';
import type { RequestLedger } from './sent-request.ts';

/** How often the agents are read, in milliseconds. One that is not read for 45 s ends its ledger. */
const READ_MS = 2_000;
/** The longest time to the end of an answer, in milliseconds: a lost packet is sent again after 1 s and after 3 s. */
const REQUEST_MS = 5_000;
/** How long the end of the last requests is waited for, in milliseconds. */
const LAST_MS = REQUEST_MS + 10_000;

/** What a ledger is opened with. */
export interface LedgerSettings {
  cluster: Cluster;
  /** The agents that send. */
  agents: readonly ProbeAgent[];
  target: RequestTarget;
  /** Of all agents together. */
  perSecond: number;
  /** The longest time that it may last, in seconds. */
  seconds: number;
  signal: AbortSignal;
}

/** A ledger that is being written. Disposing of it ends its requests. */
export interface OpenLedger extends AsyncDisposable {
  /** How many requests have ended that are read so far. */
  readonly ended: number;
  /**
   * Sends no further requests, waits for the last ones, and returns all.
   * @throws AgentLost when an agent was replaced meanwhile; InstrumentTooWeak LEDGER_UNREAD when the last requests do not end
   */
  close(): Promise<RequestLedger>;
}

interface Sender {
  agent: ProbeAgent;
  records: LedgerRecord[];
  due: number;
  missed: number;
  isOver: boolean;
  /** When it was seen to have ended by itself, on the clock of `Cluster`. */
  endedAt?: number;
  clock?: AgentClock;
}

/** Has the agents send requests, and reads what comes of them until it is closed. */
export async function openLedger(settings: LedgerSettings): Promise<OpenLedger> {
  const { cluster, agents, target, perSecond, seconds, signal } = settings;
  const { clock } = cluster;
  const id = randomBytes(8).toString('hex');
  const senders = agents.map((agent): Sender => ({ agent, records: [], due: 0, missed: 0, isOver: false }));
  const order = { id, ...target, perSecond: perSecond / agents.length, seconds, timeoutMs: REQUEST_MS };
  await Promise.all(agents.map((agent) => agent.startRequests(order, { signal })));
  const started = clock.now();

  const read = async (stop: boolean): Promise<void> => {
    await Promise.all(
      senders.map(async (sender) => {
        if (sender.isOver) return;
        const from = sender.records.length;
        const { now, due, missed, records, isOver, between } = await sender.agent.readRequests(
          { id, from, stop },
          { signal },
        );
        sender.records.push(...records);
        sender.clock = moreExact(sender.clock, agentClock(now, between));
        Object.assign(sender, { due, missed, isOver });
        if (isOver && !stop) sender.endedAt = clock.now();
      }),
    );
  };
  const closing = new AbortController();
  const follow = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      await read(false);
      await clock.sleep(READ_MS, AbortSignal.any([signal, closing.signal])).catch(() => {});
      signal.throwIfAborted();
    }
  };
  const followed = follow();
  followed.catch(() => {}); // awaited in close

  return {
    get ended() {
      return senders.reduce((sum, { records }) => sum + records.length, 0);
    },
    close: async () => {
      closing.abort();
      await followed;
      const began = clock.now();
      for (;;) {
        await read(true);
        if (senders.every(({ isOver }) => isOver)) return ledgerOf(senders, started);
        if (clock.now() - began > LAST_MS)
          throw new InstrumentTooWeak('LEDGER_UNREAD', {
            expected: 'the last requests of the probe agents to end',
            seen: `some have not ended ${LAST_MS / 1_000} s after the last was sent`,
          });
        await clock.sleep(200, signal);
      }
    },
    [Symbol.asyncDispose]: async () => {
      closing.abort();
      // Without an answer the agents end by themselves.
      if (!signal.aborted) await read(true).catch(() => {});
    },
  };
}

function ledgerOf(senders: readonly Sender[], started: number): RequestLedger {
  const ends = senders.flatMap(({ endedAt }) => (endedAt === undefined ? [] : [endedAt - started]));
  const clocks = new Map(senders.map(({ agent, clock }) => [agent.node, clock ?? { aheadMs: 0, toleranceMs: 0 }]));
  return {
    requests: senders.flatMap(({ agent: { node }, records }) => {
      const { aheadMs = 0 } = clocks.get(node) ?? {};
      return records.map((record) => ({ ...record, node, sent: record.sent - aheadMs, ended: record.ended - aheadMs }));
    }),
    due: senders.reduce((sum, { due }) => sum + due, 0),
    missed: senders.reduce((sum, { missed }) => sum + missed, 0),
    ...(ends.length > 0 && { endedEarly: { afterMs: Math.min(...ends) } }),
    clocks,
  };
}
