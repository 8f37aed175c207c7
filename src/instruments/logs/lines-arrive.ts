import type { Right } from '../../cluster/rights/rights.ts';
import type { Condition } from '../../conditions/waiting/condition.ts';
import { rightsOf } from '../contract/uses.ts';
import { logs } from './instrument.ts';
import { judgeArrival, type Arrival } from './ledger/judge-arrival.ts';
import type { LogWriter } from './writer/log-writer.ts';

/**
 * All lines of a writer are in the log store as they were written, once and with the right labels, as far as the budget of the configuration demands.
 * Wait for it from the start of the writer on, for as long as its `within`: the looks measure how long lines take.
 */
export function linesArrive(writer: LogWriter): Condition<Arrival> {
  const { node, written, budget, store } = writer;
  const todo = `look at the log collector on node ${node}, and at ${store}`;
  return {
    title: `the lines that a pod on node ${node} writes are in ${store}`,
    rights: rightsOf([linesArrive]),
    todo,
    read: (look) => writer.read(look),
    judge: (seen) => judgeArrival(seen, { written, budget, todo }),
  };
}

linesArrive.rights = [] as readonly Right[];
linesArrive.uses = [logs];
