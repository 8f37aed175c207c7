import { connect } from 'node:net';
import type { TcpTarget } from '../../src/instruments/agents/agent-protocol.ts';
import type { TcpAnswer } from '../../src/instruments/agents/probe-fleet.ts';

/** Opens one TCP connection, and closes it as soon as it is accepted. Nothing is sent. */
export function connectTo({ host, port }: TcpTarget, timeoutMs: number): Promise<TcpAnswer> {
  return new Promise((resolve) => {
    const begun = performance.now();
    const socket = connect({ host, port });
    const timer = setTimeout(() => answer({ ok: false, error: 'timeout' }), timeoutMs);
    const answer = (outcome: { ok: true } | { ok: false; error: string }) => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ host, port, ...outcome, seconds: (performance.now() - begun) / 1_000 });
    };
    socket.once('connect', () => answer({ ok: true }));
    socket.on('error', (error: NodeJS.ErrnoException) => answer({ ok: false, error: error.code ?? error.message }));
  });
}
