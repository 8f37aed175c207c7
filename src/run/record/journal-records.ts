import { z } from 'zod';
import {
  plannedSchema,
  runFactsSchema,
  testResultSchema,
  troubleSchema,
  type Results,
  type RunFacts,
} from '../../results/model.ts';
import { unrunTest } from '../../results/unrun-test.ts';

/** One line of the journal. A later record of the run replaces an earlier one, but not what ended the run. */
export const recordSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('run'),
    run: runFactsSchema,
    /** The run's own deadline, in seconds after its start, so that the hand-over knows when the run hangs. */
    deadlineSeconds: z.number(),
  }),
  z.strictObject({ type: z.literal('plan'), plan: z.array(plannedSchema) }),
  z.strictObject({ type: z.literal('start'), id: z.string(), at: z.string() }),
  z.strictObject({
    type: z.literal('waiting'),
    /** The longest wait of a check, to show it during the run; absent when no check waits for long any more. */
    waiting: z.strictObject({ id: z.string(), since: z.string(), reason: z.string() }).optional(),
  }),
  z.strictObject({ type: z.literal('test'), test: testResultSchema }),
  z.strictObject({ type: z.literal('trouble'), trouble: troubleSchema }),
  z.strictObject({ type: z.literal('interruption'), interruption: z.string() }),
  z.strictObject({ type: z.literal('end'), at: z.string() }),
]);
export type JournalRecord = z.infer<typeof recordSchema>;

/** The records of a journal, and how many lines could not be read. An incomplete last line is not counted. */
export interface JournalText {
  records: JournalRecord[];
  damaged: number;
}

/** Reads a journal to its end: the writer may have been killed in the middle of a line. */
export function readJournal(text: string): JournalText {
  const lines = text.split('\n');
  const cutOff = lines.pop();
  const read = [...lines, ...(cutOff === undefined || cutOff === '' ? [] : [cutOff])].map(readLine);
  const records = read.filter((record) => record !== undefined);
  const damaged = read.slice(0, lines.length).filter((record) => record === undefined).length;
  return { records, damaged };
}

function readLine(line: string): JournalRecord | undefined {
  try {
    return recordSchema.parse(JSON.parse(line));
  } catch {
    return undefined;
  }
}

/**
 * The results according to a journal; pure.
 * Planned tests without a record are `not-run`, with the reason why the run was cut off if that is known.
 * @param whileRunning whether the run continues: then tests without a record are not lost, but not done yet.
 */
export function foldJournal({ records, damaged }: JournalText, whileRunning = false): Results | undefined {
  const folded: Partial<Results> & { tests: Results['tests'] } = { tests: [] };
  const started = new Map<string, string>();
  for (const record of records) {
    if (record.type === 'run') folded.run = laterFacts(record.run, folded.run);
    if (record.type === 'plan') folded.plan = record.plan;
    if (record.type === 'start') started.set(record.id, record.at);
    if (record.type === 'test') folded.tests.push(record.test);
    if (!folded.run) continue;
    if (record.type === 'trouble') folded.run.trouble = record.trouble;
    if (record.type === 'interruption') folded.run.interruption ??= record.interruption;
    if (record.type === 'end') folded.run.endedAt = record.at;
  }
  const { run, plan = [], tests } = folded;
  if (!run) return undefined;
  const isPlanLost = folded.plan === undefined && tests.length > 0 && !run.trouble && !whileRunning;
  if (isPlanLost) run.interruption ??= 'the journal has no plan';
  if (damaged > 0) run.interruption ??= `${damaged} lines of the journal cannot be read`;
  const why = whyNotRun(run, whileRunning);
  const done = new Map(tests.map((test) => [test.id, test]));
  const planned = plan.map(({ id, area, title }) => done.get(id) ?? notRun({ id, area, title }, why, started.get(id)));
  const names = new Set(plan.map(({ id }) => id));
  return { schemaVersion: 1, run, plan, tests: [...planned, ...tests.filter(({ id }) => !names.has(id))] };
}

/** Facts may be recorded after what cut the run off, such as evidence of its beginning: that remains. */
function laterFacts(run: RunFacts, { interruption, trouble }: Partial<RunFacts> = {}): RunFacts {
  return { ...run, ...(interruption !== undefined && { interruption }), ...(trouble && { trouble }) };
}

function whyNotRun({ dryRun, interruption }: Results['run'], whileRunning: boolean): string {
  if (dryRun) return 'a dry run lists tests and judges nothing';
  return whileRunning ? 'not done yet' : (interruption ?? 'the run ended before it');
}

type Name = Pick<Results['tests'][number], 'id' | 'area' | 'title'>;

function notRun(name: Name, why: string, startedAt: string | undefined): Results['tests'][number] {
  const message = startedAt === undefined ? why : `running when it was cut off: ${why}`;
  const reason = { code: startedAt === undefined ? 'NOT_STARTED' : 'CUT_OFF', message };
  return unrunTest({ ...name, status: 'not-run', reason, startedAt });
}
