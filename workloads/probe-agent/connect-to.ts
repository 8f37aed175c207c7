import { connect } from 'node:net';
import { BUDGET_SPENT, type TcpTarget } from '../../src/instruments/agents/agent-protocol.ts';
import type { TcpAnswer } from '../../src/instruments/agents/fleet/probe-fleet.ts';

/** Opens a connection when it is its turn; returns `spent` when no more may be opened. */
export type InTurn = <Answer>(open: () => Promise<Answer>, spent: Answer) => Promise<Answer>;

type Outcome = { error?: string; seconds: number };

/**
 * Opens as many TCP connections to a target as it asks for, and closes each as soon as it is accepted. Nothing is sent.
 * @returns how many failed, with the most frequent error and the time of the slowest.
 */
export async function connectTimes(
  { host, port, times = 1 }: TcpTarget,
  timeoutMs: number,
  inTurn: InTurn,
): Promise<TcpAnswer> {
  const one = () => inTurn(() => connectTo({ host, port }, timeoutMs), { error: BUDGET_SPENT, seconds: 0 });
  const outcomes = await Promise.all(Array.from({ length: times }, one));
  const errors = [...Map.groupBy(outcomes, ({ error }) => error)].filter(([error]) => error !== undefined);
  const [error] = errors.toSorted(([, a], [, b]) => b.length - a.length)[0] ?? [];
  const failed = errors.reduce((sum, [, { length }]) => sum + length, 0);
  const seconds = Math.max(...outcomes.map((outcome) => outcome.seconds));
  return { host, port, ok: failed === 0, tried: times, failed, ...(error !== undefined && { error }), seconds };
}

function connectTo(target: { host: string; port: number }, timeoutMs: number): Promise<Outcome> {
  return new Promise((resolve) => {
    const begun = performance.now();
    const socket = connect(target);
    const timer = setTimeout(() => answer('timeout'), timeoutMs);
    const answer = (error?: string) => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ ...(error !== undefined && { error }), seconds: (performance.now() - begun) / 1_000 });
    };
    socket.once('connect', () => answer());
    socket.on('error', (error: NodeJS.ErrnoException) => answer(error.code ?? error.message));
  });
}
