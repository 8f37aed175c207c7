import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { ShakedownError } from '../../src/errors/shakedown-error.ts';
import { AGENT_PORT, agentVariables } from '../../src/instruments/agents/agent-protocol.ts';
import { createAgent } from './agent.ts';
import { readResolvConf } from './resolv-conf.ts';

/**
 * The subcommand `shakedown probe-agent`: a small server that opens TCP connections and asks DNS questions from its
 * pod. Returns when it listens; SIGTERM ends the process.
 * @param env the {@link agentVariables}: the SHA-256 of the token of the calls, and how many connections it may open.
 * @throws ShakedownError PROBE_SETTINGS_INVALID
 */
export async function probeAgent(env: Environment = process.env): Promise<void> {
  const { tokenSha256: tokenVariable, perSecond, inAll, port } = agentVariables;
  const tokenSha256 = env[tokenVariable] ?? '';
  if (!/^[0-9a-f]{64}$/.test(tokenSha256)) throw invalid(tokenVariable, 'the SHA-256 of the token of the calls', env);
  const pace = { perSecond: positive(perSecond, env), inAll: positive(inAll, env) };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => process.exit(0));
  const facts = readResolvConf(await readFile('/etc/resolv.conf', 'utf8'));
  const server = createAgent({ tokenSha256, facts, pace });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(Number(env[port] ?? AGENT_PORT), resolve);
  });
  process.stdout.write(
    `${JSON.stringify({ msg: 'listening', port: (server.address() as AddressInfo).port, ...facts })}\n`,
  );
}

type Environment = Readonly<Record<string, string | undefined>>;

function positive(variable: string, env: Environment): number {
  const value = Number(env[variable]);
  if (!(value > 0)) throw invalid(variable, 'a number above 0', env);
  return value;
}

function invalid(variable: string, what: string, env: Environment): ShakedownError {
  return new ShakedownError('PROBE_SETTINGS_INVALID', {
    meaning: 'usage',
    expected: `the environment variable ${variable} to contain ${what}`,
    seen: env[variable] ?? 'none',
  });
}
