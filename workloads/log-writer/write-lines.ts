import type { LineKind, LinePlan } from '../../src/instruments/logs/lines/line-kinds.ts';
import { linesOfPart } from '../../src/instruments/logs/lines/line-plan.ts';
import { logLine } from '../../src/instruments/logs/lines/log-line.ts';
import type { WriterAccount } from '../../src/instruments/logs/writer/writer-account.ts';
import type { Clock } from '../../src/time/clock.ts';

/** How many bytes are written at a time, when nothing limits the rate. */
const CHUNK_BYTES = 65_536;
/** The shortest pause between two lines, in milliseconds; several are written together when the rate is higher. */
const LEAST_PAUSE_MS = 5;

/** What is written. */
export interface Writing {
  run: string;
  plan: readonly LinePlan[];
  /** Which part of each kind is written, and of how many. @default the only one */
  part?: number;
  parts?: number;
  /** After the lines of this kind it waits for the end of the hold. @default it does not */
  hold?: { after: LineKind; over: Promise<void> };
}

/**
 * Writes numbered lines, kind after kind, each at its rate.
 * @param write receives whole lines, with their line feeds; it may take its time.
 * @param signal ends the writing early, after a whole line.
 * @returns what was written.
 */
export async function writeLines(
  { run, plan, part = 1, parts = 1, hold }: Writing,
  { write, clock, signal }: { write: (text: string) => Promise<void> | void; clock: Clock; signal: AbortSignal },
): Promise<WriterAccount> {
  const written: WriterAccount['written'] = [];
  for (const { kind, count, perSecond } of plan) {
    const { from, to } = linesOfPart(count, part, parts);
    const began = clock.now();
    const first = clock.date().getTime();
    let seq = from;
    while (seq < to && !signal.aborted) {
      let chunk = '';
      const due = perSecond === undefined ? to : from + 1 + Math.floor(((clock.now() - began) / 1_000) * perSecond);
      while (seq < Math.min(to, due) && chunk.length < CHUNK_BYTES) {
        seq += 1;
        chunk += `${logLine({ run, kind, seq }, clock.date().getTime())}\n`;
      }
      await write(chunk);
      if (perSecond !== undefined && seq < to) await pause(clock, 1_000 / perSecond, signal);
    }
    written.push({ kind, count: seq, from: first, to: clock.date().getTime() });
    if (kind === hold?.after && !signal.aborted) await Promise.race([hold.over, aborted(signal)]);
  }
  return { run, part, parts, written };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

async function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  await clock.sleep(Math.max(LEAST_PAUSE_MS, ms), signal).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}
