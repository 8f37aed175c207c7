import type { Right } from '../../../cluster/rights/rights.ts';
import { notYet, ready, type Condition, type Observation } from '../../../conditions/waiting/condition.ts';
import { rightsOf } from '../../contract/uses.ts';
import type { DnsQuestion } from '../agent-protocol.ts';
import type { CheckAgent } from '../agents.ts';
import { agents } from '../instrument.ts';

/** The questions of one round, and the rounds without a loss that it takes after one. */
const QUESTIONS = 30;
const CLEAN_ROUNDS = 3;

/** The questions that had no answer. */
export interface DnsLosses {
  /** All tries of the agent in this check so far, and those without an answer. */
  asked: number;
  lost: number;
  /** Rounds without a loss, since the last one. */
  clean: number;
  node: string;
  nameservers: readonly string[];
  /** What is worth knowing although nothing is lost any more. */
  note?: string;
}

/**
 * No question to the cluster DNS is lost: where one had no answer at first, three rounds of 30 tries each must be answered. Otherwise a second try
 * would hide that the network, or a name server, loses some.
 * @param question one that has an answer
 */
export function losesNoQuestion(agent: CheckAgent, question: DnsQuestion): Condition<DnsLosses> {
  const { node, nameservers } = agent;
  let clean = 0;
  return {
    title: `the cluster DNS answers each question from node ${node} at the first try`,
    rights: rightsOf([losesNoQuestion]),
    todo: 'compare the errors of CoreDNS (kubectl -n kube-system logs -l k8s-app=kube-dns) and the drops of the nodes between them (conntrack -S)',
    read: async (look) => {
      const before = { ...agent.questions };
      if (before.lost > 0 && clean < CLEAN_ROUNDS) {
        const once = { ...question, tries: 1 };
        await agent.dns(
          Array.from({ length: QUESTIONS }, () => once),
          { signal: look.signal },
        );
        clean = agent.questions.lost > before.lost ? 0 : clean + 1;
        // Its own requests are repeated soon.
        void look.cluster;
      }
      const { asked, lost } = agent.questions;
      const seen: DnsLosses = { asked, lost, clean, node, nameservers };
      return judgeLosses(seen).state === 'ready' && lost > 0
        ? {
            ...seen,
            note: `${countsOf(seen)} had no answer at first, and all ${CLEAN_ROUNDS * QUESTIONS} later ones had one`,
          }
        : seen;
    },
    judge: judgeLosses,
  };
}

losesNoQuestion.rights = [] as readonly Right[];
losesNoQuestion.uses = [agents];

/** Judges the losses; pure. */
function judgeLosses(seen: DnsLosses): Observation {
  if (seen.lost === 0 || seen.clean >= CLEAN_ROUNDS) return ready();
  const servers = seen.nameservers.join(', ');
  return notYet(
    `${countsOf(seen)} have no answer from name server ${servers}: it, or the network to it, loses some`,
    seen.clean,
  );
}

const countsOf = ({ lost, asked, node }: DnsLosses) => `${lost} of ${asked} DNS questions from ${node}`;
