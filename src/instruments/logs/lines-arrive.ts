import type { Right } from '../../cluster/rights/rights.ts';
import { notYet, ready, type Condition } from '../../conditions/waiting/condition.ts';
import { rightsOf } from '../contract/uses.ts';
import { logs } from './instrument.ts';
import { judgeArrival, type Arrival } from './ledger/judge-arrival.ts';
import type { LogWriter } from './writer/log-writer.ts';

/**
 * All lines of a writer are in the log store as they were written, once and with the right labels, as far as the budget of the configuration demands.
 * Wait for it from the start of the writer on, for as long as its `within`: the looks measure how long lines take.
 */
export function linesArrive(writer: LogWriter): Condition<Arrival> {
  const { node, written, budget, visibleMs, store } = writer;
  const todo = todoFor(node);
  return {
    title: `the lines that a pod on node ${node} writes are in ${store}`,
    rights: rightsOf([linesArrive]),
    todo,
    read: (look) => writer.read(look),
    judge: (seen) => judgeArrival(seen, { written, budget, visibleMs, lookMs: writer.lookMs(), todo }),
  };
}

linesArrive.rights = [] as readonly Right[];
linesArrive.uses = [logs];

/** A command that shows the collector, whatever it is called. */
function todoFor(node: string): string {
  return `look at the log collector: kubectl get pods -A -o wide --field-selector spec.nodeName=${node}`;
}

/**
 * A line of those that a writer has written since it was last told to go on is in the log store: its collector has found the file with it. Copies of
 * earlier lines may pass for one. Wait for it before a log is rotated, its container restarted, or its collector replaced: collectors look for new
 * files once a minute or so, and one that is gone before that is lost for them whatever they are worth.
 */
export function firstLineArrives(writer: LogWriter): Condition<Arrival> {
  const { node, store } = writer;
  return {
    title: `a line that a pod on node ${node} wrote is in ${store}`,
    rights: rightsOf([firstLineArrives]),
    todo: todoFor(node),
    read: (look) => writer.read(look),
    judge: ({ count, trouble }) => {
      const before = writer.linesBefore();
      if (count > before) return ready();
      const which = before === 0 ? 'no line' : `none of the lines after the first ${before}`;
      return { ...notYet(trouble ?? `${which} has arrived`), due: { inMs: writer.lookMs() } };
    },
  };
}

firstLineArrives.rights = [] as readonly Right[];
firstLineArrives.uses = [logs];
