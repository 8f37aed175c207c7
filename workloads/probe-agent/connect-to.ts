import { connect } from 'node:net';
import { BUDGET_SPENT, type TcpCall, type TcpTarget } from '../../src/instruments/agents/agent-protocol.ts';
import type { TcpAnswer } from '../../src/instruments/agents/fleet/probe-fleet.ts';
import { later } from './later.ts';

/** Opens a connection when it is its turn; returns `spent` when no more may be opened. */
export type InTurn = <Answer>(open: () => Promise<Answer>, spent: Answer) => Promise<Answer>;

/** How long connections may take, in milliseconds. */
export type ConnectTimes = Pick<TcpCall, 'timeoutMs' | 'holdMs'>;

/**
 * A connection that takes so long, in milliseconds, has lost a packet: the kernel sends the first one again after 1 s (RFC 6298, `TCP_TIMEOUT_INIT` of
 * Linux), and again 2 s later.
 */
const SLOW_MS = 1_000;

interface Outcome {
  error?: string;
  /** It was accepted after a packet was sent again. */
  slow?: true;
  /** It was accepted, and closed by the other side, which had sent nothing. */
  closed?: true;
  seconds: number;
}

/**
 * Opens as many TCP connections to a target as it asks for. Nothing is sent, and each is closed after `holdMs`.
 * @returns how many failed, with the most frequent error and the time of the slowest; how many were slow, and how many the other side has closed.
 */
export async function connectTimes(
  { host, port, times = 1 }: TcpTarget,
  allowed: ConnectTimes,
  inTurn: InTurn,
): Promise<TcpAnswer> {
  const one = () => inTurn<Outcome>(() => connectTo({ host, port }, allowed), { error: BUDGET_SPENT, seconds: 0 });
  const outcomes = await Promise.all(Array.from({ length: times }, one));
  const errors = [...Map.groupBy(outcomes, ({ error }) => error)].filter(([error]) => error !== undefined);
  const [error] = errors.toSorted(([, a], [, b]) => b.length - a.length)[0] ?? [];
  const failed = errors.reduce((sum, [, { length }]) => sum + length, 0);
  const slow = outcomes.filter((outcome) => outcome.slow).length;
  const closed = outcomes.filter((outcome) => outcome.closed).length;
  return {
    ...{ host, port, ok: failed === 0, tried: times, failed },
    ...(slow > 0 && { slow }),
    ...(closed > 0 && { closed }),
    ...(error !== undefined && { error }),
    seconds: Math.max(...outcomes.map((outcome) => outcome.seconds)),
  };
}

function connectTo(target: { host: string; port: number }, { timeoutMs, holdMs = 0 }: ConnectTimes): Promise<Outcome> {
  return new Promise((resolve) => {
    const begun = performance.now();
    const socket = connect(target);
    const ends: (() => void)[] = [];
    let accepted: Outcome | undefined;
    let slow = false;
    const answer = (outcome: Outcome) => {
      for (const end of ends) end();
      socket.destroy();
      resolve(outcome);
    };
    const elapsed = () => (performance.now() - begun) / 1_000;
    socket.once('connect', () => {
      accepted = { ...(slow && { slow }), seconds: elapsed() };
      if (holdMs === 0) return answer(accepted);
      ends.push(later(holdMs, () => answer(accepted as Outcome)));
      // Who sends something is an app, and may close what it has answered.
      socket.once('data', () => answer(accepted as Outcome));
      socket.once('end', () => answer({ ...(accepted as Outcome), closed: true }));
    });
    // Also a reset after it was accepted: an app that closes connections by design ends them in an orderly way.
    socket.on('error', ({ code, message }: NodeJS.ErrnoException) =>
      answer({ error: code ?? message, seconds: elapsed() }),
    );
    ends.push(
      later(SLOW_MS, () => (slow = accepted === undefined)),
      later(timeoutMs, () => accepted ?? answer({ error: 'timeout', seconds: elapsed() })),
    );
  });
}
