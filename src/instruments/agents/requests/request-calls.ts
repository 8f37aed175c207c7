import { z } from 'zod';
import { unlessAborted } from '../../../time/unless-aborted.ts';
import { askAgent, type AgentCall } from '../ask-agent.ts';
import { AgentLost } from '../fleet/agent-lost.ts';
import type { ProbeAgent } from '../fleet/probe-fleet.ts';
import { ledgerLimits } from './ledger-protocol.ts';

/** Timeout of one call about a ledger, and of all attempts together, in milliseconds: it must not end unread meanwhile. */
const CALL_MS = 5_000;
const ASK_MS = 30_000;

/** Longer texts of an answer are cut: its sender runs in the cluster. */
const MOST_LETTERS = 253;
const shortText = z.string().transform((text) => text.slice(0, MOST_LETTERS));

const page = z.object({
  now: z.number(),
  due: z.number(),
  missed: z.number(),
  records: z
    .array(
      z.object({
        sent: z.number(),
        ended: z.number(),
        reused: z.boolean(),
        status: z.number().exactOptional(),
        error: shortText.exactOptional(),
        pod: shortText.exactOptional(),
      }),
    )
    .max(ledgerLimits.page),
  isOver: z.boolean(),
});

/** The calls to one agent about request ledgers. */
export function requestCalls(
  access: Pick<AgentCall, 'cluster' | 'namespace' | 'node' | 'signal'> & { token: string },
): Pick<ProbeAgent, 'startRequests' | 'readRequests'> {
  const { token, ...place } = access;
  const call = async (path: string, body: object): Promise<unknown> => {
    const asked = { ...place, path, body: { token, ...body }, timeoutMs: CALL_MS, withinMs: ASK_MS };
    const { status, body: text } = await askAgent(asked);
    if (status === 200) return JSON.parse(text);
    const isUnknown = text.includes('LEDGER_UNKNOWN');
    const why = isUnknown
      ? 'its pod was replaced while it sent requests'
      : `it answered ${status}: ${text.slice(0, 500)}`;
    throw new AgentLost(place.node, why);
  };
  const { clock } = access.cluster;
  return {
    startRequests: async (order, { signal }) => {
      await unlessAborted(call('/requests/start', order), signal);
    },
    readRequests: async (read, { signal }) => {
      const asked = clock.now();
      const answer = page.parse(await unlessAborted(call('/requests/read', read), signal));
      return { ...answer, between: [asked, clock.now()] };
    },
  };
}
