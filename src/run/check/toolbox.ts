import { z } from 'zod';
import type { Config } from '../../config/schema.ts';
import { ShakedownError } from '../../errors/shakedown-error.ts';
import { measurementSchema, type Measurement } from '../../results/model.ts';
import type { ClusterTool } from '../../conditions/waiting/cluster-tool.ts';
import type { Toolbox } from '../../authoring/toolbox.ts';
import { milliseconds, type Duration } from '../../time/duration.ts';
import { CheckEnded } from './endings.ts';
import type { TestEvidence } from '../record/evidence.ts';
import type { Instruments } from './instruments.ts';

/** A wait ends this long before its check does, in milliseconds, so that it can still say what it last saw. */
const MARGIN = 2_000;

/** What a check's body is given, and what the runner learns from its use. */
export interface IssuedToolbox {
  toolbox: Toolbox;
  measurements: Measurement[];
  /** Titles of the conditions that are being waited for right now. */
  waits: () => string[];
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
  remaining: () => number;
}): IssuedToolbox {
  const { instruments, config, signal, evidence, remaining } = given;
  const measurements: Measurement[] = [];
  const underWay = new Set<{ title: string }>();
  const end = (status: 'skipped' | 'inconclusive') => (reason: string) => {
    throw new CheckEnded(status, reason);
  };
  const toolbox: Toolbox = {
    cluster: observed(instruments.verbs(signal), config, remaining, underWay),
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
  return { toolbox, measurements, waits: () => [...underWay].map(({ title }) => title) };
}

/** The verbs, so that the runner knows what is waited for, and no wait outlives its check. */
function observed(
  verbs: ClusterTool,
  config: Config,
  remaining: () => number,
  underWay: Set<{ title: string }>,
): ClusterTool {
  const noting = async <T>(title: string, waiting: () => Promise<T>): Promise<T> => {
    const wait = { title };
    underWay.add(wait);
    try {
      return await waiting();
    } finally {
      underWay.delete(wait);
    }
  };
  const clamped = (within: Duration): Duration =>
    `${Math.max(1, Math.min(milliseconds(within), remaining() - MARGIN))}ms`;
  return {
    door: verbs.door,
    until: (condition, options) =>
      noting(condition.title, () =>
        verbs.until(condition, { ...options, within: clamped(options?.within ?? config.time.settle) }),
      ),
    now: (condition) => noting(condition.title, () => verbs.now(condition)),
    during: (condition, action) => noting(condition.title, () => verbs.during(condition, action)),
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
