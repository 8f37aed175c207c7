import { createHash } from 'node:crypto';
import { AgentLost } from '../fleet/agent-lost.ts';
import type { LineOrigin, ProbeAgent } from '../fleet/probe-fleet.ts';

/** A line that an agent wrote: its number, and where it was written. */
export interface AgentLine {
  seq: number;
  origin: LineOrigin;
}

/** The lines of all agents that were asked. */
export interface AgentLines {
  /** The word that is in all of them. */
  run: string;
  lines: readonly AgentLine[];
  /** Nodes whose agents did not answer. */
  lost: readonly string[];
}

/**
 * Has agents write one line each to their logs.
 * @param order.run the word that is in all of them; it also chooses the agents, where there are more than `most`.
 * @throws AgentLost when none of them answers
 */
export async function writeLines(
  agents: readonly Pick<ProbeAgent, 'node' | 'writeLine'>[],
  { run, most }: { run: string; most: number },
  signal: AbortSignal,
): Promise<AgentLines> {
  const rank = (node: string) => createHash('sha256').update(`${run} ${node}`).digest('hex');
  const chosen = agents.toSorted((a, b) => rank(a.node).localeCompare(rank(b.node))).slice(0, most);
  const written = await Promise.all(
    chosen.map(async (agent, index): Promise<AgentLine | AgentLost> => {
      const seq = index + 1;
      try {
        return { seq, origin: await agent.writeLine({ run, seq }, { signal }) };
      } catch (error) {
        if (error instanceof AgentLost) return error;
        throw error;
      }
    }),
  );
  const lines = written.flatMap((one) => (one instanceof AgentLost ? [] : [one]));
  const lost = written.filter((one) => one instanceof AgentLost);
  const [first] = lost;
  if (first && lines.length === 0) throw first;
  return { run, lines, lost: lost.map(({ node }) => node) };
}
