import type { Right } from '../../../cluster/rights/rights.ts';
import { doesNotApply, type Condition } from '../../../conditions/waiting/condition.ts';
import { BUDGET_SPENT } from '../agent-protocol.ts';
import type { ProbeAgent } from '../fleet/probe-fleet.ts';
import { isForbidden } from '../forbidden-address.ts';
import { agents } from '../instrument.ts';
import type { CertificateServer, CertificateSource } from './certificate-source.ts';
import { isWithoutTls, judgeCertificates, type Presented } from './judge-certificates.ts';

/** The certificates of servers, as agents see them. */
export interface CertificatesSeen {
  presented: readonly Presented[];
  /** Servers that presented none, a sentence each. */
  unseen: readonly string[];
  /** The API server's time. */
  date: Date;
}

/** The most agents that ask the same server: a policy may let one in and not the other. */
const ASKED = 2;

/**
 * The certificates that the servers of a source present have not expired, have the days left that they must have, and are trusted where that can be
 * verified. It does not apply where no server presents one: whether they can be reached is what others test, and not every server lets pods in.
 * @param from the agents that ask: the first, and the next where it gets no answer. @param daysLeft see `certificates.daysLeft`.
 */
export function certificatesLast(
  source: CertificateSource,
  from: readonly ProbeAgent[],
  daysLeft: number,
): Condition<CertificatesSeen> {
  return {
    title: `the certificates of ${source.title} last`,
    rights: source.rights,
    todo: source.todo,
    read: async (look) => {
      const servers = (await source.servers(look)).filter(({ target }) => !isForbidden(target.host));
      const presented = await askAll(servers, from.slice(0, ASKED), look.signal);
      return { presented, unseen: [...new Set(presented.flatMap(unseenText))], date: look.date };
    },
    judge: ({ presented, unseen, date }) => {
      const isSeen = presented.some(({ answer }) => answer.chain.length > 0 || isWithoutTls(answer));
      if (isSeen) return judgeCertificates(presented, daysLeft, date);
      return doesNotApply(
        unseen.length === 0
          ? 'there is no server to ask for a certificate now'
          : `no certificate is seen from pods: ${unseen.slice(0, 3).join('; ')}`,
      );
    },
  };
}

certificatesLast.rights = [] as readonly Right[];
certificatesLast.uses = [agents];

async function askAll(
  servers: readonly CertificateServer[],
  [agent, ...others]: readonly ProbeAgent[],
  signal: AbortSignal,
): Promise<Presented[]> {
  if (!agent || servers.length === 0) return [];
  const answers = await agent.certificates(
    servers.map(({ target }) => target),
    { signal },
  );
  const seen = servers.map(({ what, target, mustHaveName = false }, index) => ({
    ...{ what, serverName: target.serverName, mustHaveName },
    answer: answers[index]!,
  }));
  const failed = servers.filter((_, index) => answers[index]?.error !== undefined);
  if (failed.length === 0 || others.length === 0) return seen;
  const again = await askAll(failed, others, signal);
  return seen.map((one, index) => again[failed.indexOf(servers[index]!)] ?? one);
}

function unseenText({ what, answer: { host, port, error } }: Presented): string[] {
  if (error === undefined || isWithoutTls({ error })) return [];
  const why = error === BUDGET_SPENT ? 'probing.connectionsInAll is spent' : error;
  return [`${what} at ${host}:${port}: ${why}`];
}
