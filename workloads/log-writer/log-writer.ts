import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { ShakedownError } from '../../src/errors/shakedown-error.ts';
import { lineKinds, type LineKind, type LinePlan } from '../../src/instruments/logs/lines/line-kinds.ts';
import { parsePlan } from '../../src/instruments/logs/lines/line-plan.ts';
import type { WriterAccount } from '../../src/instruments/logs/writer/writer-account.ts';
import { WRITER_PORT } from '../../src/instruments/logs/writer/writer-job.ts';
import { systemClock } from '../../src/time/clock.ts';
import { writeOut } from '../write-out.ts';
import { holdOf } from './hold.ts';
import { writeLines } from './write-lines.ts';

/** The exit code that a shell reports after SIGTERM. */
const ENDED_BY_SIGTERM = 143;
/** The exit code after each part but the last, so that the container is restarted. */
const PART_IS_WRITTEN = 3;
/** The longest wait for SIGTERM, in milliseconds. */
const LONGEST_MS = 3_600_000;

/** The flags of the subcommand. */
export interface WriterFlags {
  run: string;
  /** How many times the process starts until all is written, and the file that keeps how often it did. @default once */
  parts?: string;
  state?: string;
  /** Written when SIGTERM arrives, which is then waited for. @default nothing: it ends when all is written */
  onSigterm?: string[];
  /** The kind of lines after which it waits to be told to go on. @default it does not */
  holdAfter?: string;
  account: string;
}

/**
 * The subcommand `shakedown log-writer`: writes numbered lines to standard output, and what it wrote to the file `account`; then it ends.
 * @throws ShakedownError LOG_PLAN_INVALID
 */
export async function logWriter(plan: readonly string[], flags: WriterFlags): Promise<void> {
  const [lines, last] = [plan.map(planOf), (flags.onSigterm ?? []).map(planOf)];
  const parts = countOf(flags.parts ?? '1', '--parts');
  if (!/^[a-z0-9]{1,64}$/.test(flags.run)) throw invalid('--run', 'a word of small letters and digits', flags.run);
  const ended = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => ended.abort());

  const part = flags.state === undefined ? 1 : nextPart(flags.state);
  const hold = flags.holdAfter === undefined ? undefined : await listening(kindOf(flags.holdAfter), part);
  const io = { write: writeOut, clock: systemClock };
  const account = await writeLines(
    { run: flags.run, plan: lines, part, parts, ...(hold && { hold }) },
    { ...io, signal: ended.signal },
  );
  if (last.length === 0) {
    keep(flags.account, account);
    process.exit(ended.signal.aborted ? ENDED_BY_SIGTERM : part < parts ? PART_IS_WRITTEN : 0);
  }
  await delay(LONGEST_MS, undefined, { signal: ended.signal }).catch(() => {});
  const more = await writeLines({ run: flags.run, plan: last }, { ...io, signal: new AbortController().signal });
  keep(flags.account, { ...account, written: [...account.written, ...more.written] });
  process.exit(0);
}

/** The hold of a part, which is told to be over on its port. */
async function listening(after: LineKind, part: number): Promise<{ after: LineKind; over: Promise<void> }> {
  const { server, over } = holdOf(part);
  server.listen(WRITER_PORT);
  await once(server, 'listening');
  return { after, over };
}

/** Which part is next, after those that the file counts; it counts this one. */
function nextPart(file: string): number {
  let before = 0;
  try {
    before = Number(readFileSync(file, 'utf8'));
  } catch {
    before = 0; // the first start: there is no file yet
  }
  writeFileSync(file, String(before + 1));
  return before + 1;
}

function keep(file: string, account: WriterAccount): void {
  writeFileSync(file, JSON.stringify(account));
}

function planOf(text: string): LinePlan {
  const plan = parsePlan(text);
  if (!plan) throw invalid('the plan', 'KIND=COUNT or KIND=COUNT@RATE', text);
  return plan;
}

function kindOf(text: string): LineKind {
  const kind = lineKinds.find((one) => one === text);
  if (kind === undefined) throw invalid('--hold-after', `one of ${lineKinds.join(', ')}`, text);
  return kind;
}

function countOf(text: string, flag: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw invalid(flag, 'a number above 0', text);
  return Number(text);
}

function invalid(what: string, expected: string, seen: string): ShakedownError {
  return new ShakedownError('LOG_PLAN_INVALID', { meaning: 'usage', expected: `${what} to be ${expected}`, seen });
}
