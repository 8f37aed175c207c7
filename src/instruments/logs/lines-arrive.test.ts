import { expect } from 'chai';
import { configSchema } from '../../config/schema.ts';
import type { Look } from '../../conditions/waiting/condition.ts';
import { firstLineArrives, linesArrive } from './lines-arrive.ts';
import type { Arrival } from './ledger/judge-arrival.ts';
import { entries, writtenOf } from './ledger/ledger.fixture.ts';
import { ledgerOf } from './ledger/ledger.ts';
import type { LogWriter } from './writer/log-writer.ts';

const written = writtenOf({ kind: 'steady', count: 10 });
const arrival: Arrival = {
  endedMs: 70_000,
  count: 9,
  sameLooks: 2,
  ledger: ledgerOf(written, entries('steady', 1, 9)),
};
const writer = {
  ...{ node: 'node-1', written, store: 'VictoriaLogs', visibleMs: 60_000, lookMs: () => 500, linesBefore: () => 0 },
  budget: configSchema.parse({}).logs.budget,
  read: async () => arrival,
} as unknown as LogWriter;
const todo = 'look at the log collector: kubectl get pods -A -o wide --field-selector spec.nodeName=node-1';

describe('The lines of a writer', () => {
  it('are judged by the budget and the time of the configuration, and what to do names the node', async () => {
    const condition = linesArrive(writer);
    expect(condition.title).to.equal('the lines that a pod on node node-1 writes are in VictoriaLogs');
    expect(condition.judge(await condition.read({} as Look))).to.include({
      ...{ state: 'fatal', reason: '1 of 10 steady lines are lost (number 10)', todo },
    });
  });

  it('begin to arrive with the first one', () => {
    const { judge } = firstLineArrives(writer);
    expect(judge({ count: 1, sameLooks: 0 })).to.deep.equal({ state: 'ready' });
    expect(judge({ count: 0, sameLooks: 0 })).to.deep.equal({
      ...{ state: 'not yet', reason: 'no line has arrived', due: { inMs: 500 } },
    });
    expect(judge({ count: 0, sameLooks: 0, trouble: 'it answers 503' })).to.include({ reason: 'it answers 503' });
  });

  it('have arrived of a restarted container when there are more than before', () => {
    const { judge } = firstLineArrives({ ...writer, linesBefore: () => 100 });
    expect(judge({ count: 101, sameLooks: 0 })).to.deep.equal({ state: 'ready' });
    expect(judge({ count: 100, sameLooks: 0 })).to.include({
      reason: 'none of the lines after the first 100 has arrived',
    });
  });
});
