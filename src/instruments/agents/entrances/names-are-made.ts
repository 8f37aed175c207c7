import type { Right } from '../../../cluster/rights/rights.ts';
import { doesNotApply, type Condition, type Observation } from '../../../conditions/waiting/condition.ts';
import type { ProbeAgent } from '../fleet/probe-fleet.ts';
import { agents } from '../instrument.ts';
import type { EntranceSource } from './entrance-source.ts';
import { judgeTroubles } from './judge-troubles.ts';

/** The names of an Ingress, a route or a load balancer, as an agent resolves them. */
export interface EntranceNames {
  names: readonly { name: string; records: readonly string[]; error?: string }[];
}

/** The DNS names of a source resolve from inside of the cluster, as where external-dns makes them. */
export function namesAreMade(source: EntranceSource, agent: ProbeAgent): Condition<EntranceNames> {
  return {
    title: `the DNS names of ${source.title} resolve`,
    rights: source.rights,
    todo: source.todo,
    read: async (look) => {
      const { names } = await source.entrances(look);
      void look.cluster;
      const questions = names.flatMap((name) => (['A', 'AAAA'] as const).map((type) => ({ name, type })));
      const answers = questions.length === 0 ? [] : await agent.dns(questions, { signal: look.signal });
      return {
        names: names.map((name) => {
          const own = answers.filter((_, index) => questions[index]?.name === name);
          const error = own.find((one) => one.error !== undefined)?.error;
          return { name, records: own.flatMap(({ records }) => records), ...(error !== undefined && { error }) };
        }),
      };
    },
    judge: judgeNames,
  };
}

namesAreMade.rights = [] as readonly Right[];
namesAreMade.uses = [agents];

/** Judges the names; pure. */
export function judgeNames({ names }: EntranceNames): Observation {
  if (names.length === 0) return doesNotApply('it has no DNS name');
  const missing = names.filter(({ records }) => records.length === 0);
  return judgeTroubles(missing.map(({ name, error }) => `${name} does not resolve (${error ?? 'no address'})`));
}
