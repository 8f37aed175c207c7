import { z } from 'zod';
import type { Config } from '../../config/schema.ts';
import type { ClusterPart } from '../../config/sections/required.ts';
import { WaitError } from '../../conditions/waiting/wait-error.ts';
import { ShakedownError } from '../../errors/shakedown-error.ts';
import { cleanLine } from '../../results/clean-text.ts';
import { NOT_COVERED, PART_ABSENT } from '../../results/not-covered.ts';
import { measurementSchema, type CheckVerdict, type Measurement } from '../../results/model.ts';
import type { Figure, Toolbox } from '../../authoring/toolbox.ts';
import { milliseconds } from '../../time/duration.ts';
import type { CheckScope } from '../../instruments/contract/check-scope.ts';
import { allUsed, type Uses } from '../../instruments/contract/uses.ts';
import type { Clock } from '../../time/clock.ts';
import type { Subject } from '../../authoring/registration.ts';
import { CheckEnded, RequiredPartAbsent } from './endings.ts';
import { CheckTime } from '../time/check-time.ts';
import type { SpentTime } from '../time/critical-path.ts';
import { OpenWait } from './open-wait.ts';
import type { TestEvidence } from '../record/evidence.ts';
import { phaseLocks } from './phase-locks.ts';
import type { RunTools } from './run-tools.ts';
import type { Scheduler } from './scheduler.ts';

/** A wait ends this long before its check does, in milliseconds, so that it can still say what it last saw. */
const MARGIN = 2_000;

/** The toolbox of one check, and what the runner reads from its use. */
export interface IssuedToolbox {
  toolbox: Toolbox;
  /** Ends the check as not covered, for a reason that is known without the cluster. */
  leaveOut: (reason: string) => never;
  measurements: Measurement[];
  notes: string[];
  /** The running waits. */
  waits: () => readonly OpenWait[];
  /** How long it has waited for locks, in milliseconds. */
  waitedForLocks: () => number;
  /** What the check has spent its time on so far. */
  spent: () => SpentTime;
}

/**
 * A toolbox for one check.
 * @param remaining how long the check may still take, in milliseconds.
 * @param subject the object that the check is about, if there is one.
 */
export function issueToolbox(options: {
  tools: RunTools;
  /** What the check names in `uses`. */
  uses: readonly Uses[];
  /** The locks that it has for all of its body. */
  locks: readonly string[];
  hold: Scheduler['hold'];
  config: Config;
  signal: AbortSignal;
  evidence: TestEvidence;
  clock: Clock;
  remaining: () => number;
  subject?: Subject | undefined;
  /** Called before a wait ends the check, while what it has created is still there. */
  failing: () => Promise<void>;
}): IssuedToolbox {
  const { tools, config, signal, evidence, clock } = options;
  const measurements: Measurement[] = [];
  const notes: string[] = [];
  const running = new Set<OpenWait>();
  const time = new CheckTime(clock);
  options.locks.forEach((lock) => time.hold(lock));
  const named: CheckScope['waiting'] = async (title, work) => {
    const wait = new OpenWait(title, clock.now());
    running.add(wait);
    try {
      return await work(signal, (sighting) => wait.saw(sighting));
    } finally {
      running.delete(wait);
    }
  };
  const end = (status: 'skipped' | 'inconclusive') => (reason: string) => {
    throw new CheckEnded(status, reason);
  };
  const absent = (part: ClusterPart, fact: string) => {
    const isRequired = config.required.includes(part);
    if (isRequired) throw new RequiredPartAbsent(part, fact);
    throw new CheckEnded('skipped', fact, { code: PART_ABSENT, part });
  };
  const scope: CheckScope = {
    subject: options.subject,
    uses: allUsed(options.uses),
    remaining: () => Math.max(1, options.remaining() - MARGIN),
    waiting: async (title, work) => {
      const end = time.wait();
      try {
        return await named(title, work);
      } catch (error) {
        if (error instanceof WaitError && !signal.aborted) await options.failing();
        throw error;
      } finally {
        end();
      }
    },
    skip: end('skipped'),
    leaveOut: (reason) => {
      throw new CheckEnded('skipped', reason, { code: NOT_COVERED });
    },
    absent,
  };
  // The wait for a lock is no wait for the cluster.
  const taken = (lock: string) => time.hold(lock);
  const locks = phaseLocks({ hold: options.hold, own: options.locks, clock, waiting: named, taken });
  const toolbox: Toolbox = {
    ...tools.forCheck(scope),
    config,
    locks: locks.tool,
    signal,
    measure: (figure) => {
      measurements.push(valid(figure, measurements));
    },
    note: (text) => void notes.push(cleanLine(text)),
    attach: (title, text) => evidence.attach(title, text),
    skip: scope.skip,
    absent,
    inconclusive: end('inconclusive'),
    conclude: (verdict) => {
      if (verdict.status !== 'passed') throw new CheckEnded(verdict.status, verdict.message, detailsOf(verdict));
    },
  };
  return {
    toolbox,
    leaveOut: scope.leaveOut,
    measurements,
    notes,
    waits: () => [...running],
    waitedForLocks: locks.waitedMs,
    spent: () => time.spent(),
  };
}

/** What results keep of a verdict besides its message: an instrument's own verdict may have more, and results with anything else cannot be read. */
function detailsOf({ code, counts, todo, detail }: CheckVerdict): CheckEnded['more'] {
  return {
    code,
    ...(counts !== undefined && { counts }),
    ...(todo !== undefined && { todo }),
    ...(detail !== undefined && { detail }),
  };
}

function valid(figure: Figure, earlier: readonly Measurement[]): Measurement {
  const { budget, unit } = figure;
  const inSeconds = typeof budget === 'string' && unit === 'seconds' ? milliseconds(budget) / 1_000 : budget;
  const checked = measurementSchema.safeParse(budget === undefined ? figure : { ...figure, budget: inSeconds });
  const seen = checked.success
    ? earlier.some(({ id }) => id === checked.data.id) && `a second measurement '${checked.data.id}'`
    : z.prettifyError(checked.error);
  if (checked.success && seen === false) return checked.data;
  throw new ShakedownError('MEASUREMENT_INVALID', {
    meaning: 'suite',
    expected: 'a measurement with a unique id, a finite value and a unit',
    seen: String(seen),
  });
}
