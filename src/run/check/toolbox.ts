import { z } from 'zod';
import type { Config } from '../../config/schema.ts';
import { ShakedownError } from '../../errors/shakedown-error.ts';
import { measurementSchema, type Measurement } from '../../results/model.ts';
import type { ClusterTool } from '../../conditions/waiting/cluster-tool.ts';
import type { Condition } from '../../conditions/waiting/condition.ts';
import type { WaitObserver } from '../../conditions/waiting/wait-observer.ts';
import type { Toolbox } from '../../authoring/toolbox.ts';
import type { Clock } from '../../time/clock.ts';
import { milliseconds, type Duration } from '../../time/duration.ts';
import { CheckEnded } from './endings.ts';
import type { TestEvidence } from '../record/evidence.ts';
import type { Instruments } from './instruments.ts';
import { OpenWait } from './open-wait.ts';

/** A wait ends this long before its check does, in milliseconds, so that it can still say what it last saw. */
const MARGIN = 2_000;

/** What a check's body is given, and what the runner learns from its use. */
export interface IssuedToolbox {
  toolbox: Toolbox;
  measurements: Measurement[];
  /** What is being waited for right now. */
  waits: () => readonly OpenWait[];
}

/**
 * A toolbox for one check.
 * @param remaining how long the check may still take, in milliseconds.
 */
export function issueToolbox(given: {
  instruments: Instruments;
  config: Config;
  signal: AbortSignal;
  evidence: TestEvidence;
  clock: Clock;
  remaining: () => number;
}): IssuedToolbox {
  const { instruments, config, signal, evidence, clock, remaining } = given;
  const measurements: Measurement[] = [];
  const underWay = new Set<OpenWait>();
  const observe: WaitObserver = (sighting) => {
    for (const wait of underWay) if (wait.condition === sighting.condition) wait.saw(sighting);
  };
  const end = (status: 'skipped' | 'inconclusive') => (reason: string) => {
    throw new CheckEnded(status, reason);
  };
  const toolbox: Toolbox = {
    cluster: observed(instruments.verbs(signal, observe), config, remaining, noting(underWay, clock)),
    probes: instruments.probes,
    targetApp: instruments.targetApp,
    load: instruments.load,
    autoscaling: instruments.autoscaling,
    config,
    signal,
    measure: (measurement) => {
      measurements.push(valid(measurement, measurements));
    },
    attach: (title, text) => evidence.attach(title, text),
    skip: end('skipped'),
    inconclusive: end('inconclusive'),
    conclude: ({ status, message, ...more }) => {
      if (status !== 'passed') throw new CheckEnded(status, message, more);
    },
  };
  return { toolbox, measurements, waits: () => [...underWay] };
}

type Noting = <T>(condition: Condition, waiting: () => Promise<T>) => Promise<T>;

/** Keeps a wait among those that are under way for as long as it lasts. */
function noting(underWay: Set<OpenWait>, clock: Clock): Noting {
  return async (condition, waiting) => {
    const wait = new OpenWait(condition, clock.now());
    underWay.add(wait);
    try {
      return await waiting();
    } finally {
      underWay.delete(wait);
    }
  };
}

/** The verbs, so that the runner knows what is waited for, and no wait outlives its check. */
function observed(verbs: ClusterTool, config: Config, remaining: () => number, note: Noting): ClusterTool {
  const clamped = (within: Duration): Duration =>
    `${Math.max(1, Math.min(milliseconds(within), remaining() - MARGIN))}ms`;
  return {
    door: verbs.door,
    until: (condition, options) =>
      note(condition, () =>
        verbs.until(condition, { ...options, within: clamped(options?.within ?? config.time.settle) }),
      ),
    now: (condition) => note(condition, () => verbs.now(condition)),
    during: (condition, action) => note(condition, () => verbs.during(condition, action)),
  };
}

function valid(measurement: Measurement, earlier: readonly Measurement[]): Measurement {
  const checked = measurementSchema.safeParse(measurement);
  const seen = checked.success
    ? earlier.some(({ id }) => id === checked.data.id) && `a second measurement '${checked.data.id}'`
    : z.prettifyError(checked.error);
  if (checked.success && seen === false) return checked.data;
  throw new ShakedownError('MEASUREMENT_INVALID', {
    meaning: 'suite',
    expected: 'a measurement with an id of its own, a finite value and a unit',
    seen: String(seen),
  });
}
