import type { Right } from '../../cluster/rights/rights.ts';
import type { Condition } from '../../conditions/waiting/condition.ts';
import { rightsOf } from '../contract/uses.ts';
import { judgeApart, type ApartSeen, type LinesElsewhere } from './apart/judge-apart.ts';
import type { LineSearch } from './apart/search.ts';
import { logs } from './instrument.ts';

/** The time between two looks, in milliseconds: each reads the lines. */
const LOOK_MS = 1_000;

/**
 * Lines that pods of another namespace than that of the writers wrote are in the log store, each under its own namespace, pod, container and node. It is
 * inconclusive while lines are missing.
 */
export function linesStayApart(search: LineSearch, written: LinesElsewhere): Condition<ApartSeen> {
  const todo = 'look at how the log collector names the namespace of a line, and at the tenant that it writes to';
  return {
    title: `lines of pods in another namespace are stored under that namespace in ${search.store}`,
    rights: rightsOf([linesStayApart]),
    todo,
    read: (look) => search.read(look),
    judge: (seen) => judgeApart(seen, written, { lookMs: LOOK_MS, todo }),
  };
}

linesStayApart.rights = [] as readonly Right[];
linesStayApart.uses = [logs];
