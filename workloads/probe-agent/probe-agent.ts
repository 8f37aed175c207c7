import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { ShakedownError } from '../../src/errors/shakedown-error.ts';
import { AGENT_PORT } from '../../src/instruments/agents/agent-protocol.ts';
import { createAgent } from './agent.ts';
import { readResolvConf } from './resolv-conf.ts';

/**
 * The subcommand `shakedown probe-agent`: a small server that opens TCP connections and asks DNS questions from its
 * pod. Returns when it listens; SIGTERM ends the process.
 * @param env `PROBE_TOKEN` is the token of the calls; `PROBE_PORT` is the port to listen on.
 * @throws ShakedownError PROBE_TOKEN_MISSING
 */
export async function probeAgent(env: Readonly<Record<string, string | undefined>> = process.env): Promise<void> {
  const token = env['PROBE_TOKEN'];
  if (!token)
    throw new ShakedownError('PROBE_TOKEN_MISSING', {
      meaning: 'usage',
      expected: 'the environment variable PROBE_TOKEN to contain the token of the calls',
      seen: 'none',
    });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => process.exit(0));
  const facts = readResolvConf(await readFile('/etc/resolv.conf', 'utf8'));
  const server = createAgent({ token, facts });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(Number(env['PROBE_PORT'] ?? AGENT_PORT), resolve);
  });
  process.stdout.write(
    `${JSON.stringify({ msg: 'listening', port: (server.address() as AddressInfo).port, ...facts })}\n`,
  );
}
