import { z } from 'zod';
import { unlessAborted } from '../../../time/unless-aborted.ts';
import { askAgent, type AgentCall } from '../ask-agent.ts';
import { AGENT_CONTAINER } from '../fleet/agent-daemon-set.ts';
import { AgentLost } from '../fleet/agent-lost.ts';
import type { ProbeAgent } from '../fleet/probe-fleet.ts';

/** Timeout of one call, and of all attempts together, in milliseconds. */
const CALL_MS = 5_000;
const ASK_MS = 30_000;

const reply = z.object({ pod: z.string().max(253) });

/** The call to one agent that has it write a line to its log. */
export function logLineCalls(
  access: Pick<AgentCall, 'cluster' | 'namespace' | 'node' | 'signal'> & { token: string },
): Pick<ProbeAgent, 'writeLine'> {
  const { token, ...place } = access;
  const { namespace, node } = place;
  const call = async (run: string, seq: number) => {
    const asked = { ...place, path: '/log', body: { token, run, seq }, timeoutMs: CALL_MS, withinMs: ASK_MS };
    const { status, body } = await askAgent(asked);
    if (status !== 200) throw new AgentLost(node, `it answered ${status}: ${body.slice(0, 500)}`);
    const { pod } = reply.parse(JSON.parse(body));
    return { namespace, pod, container: AGENT_CONTAINER, node };
  };
  return { writeLine: ({ run, seq }, { signal }) => unlessAborted(call(run, seq), signal) };
}
