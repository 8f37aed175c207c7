import { formatDuration } from '../../../time/duration.ts';
import type { GeneratorAccount } from './account.ts';
import { percentile, size } from './histogram.ts';
import { percent } from './percent.ts';
import type { ValidityIssue } from './validity-issue.ts';
import type { ValidityLimits } from './validity-limits.ts';
import { podOf } from './worker-pod.ts';

/** A worker is judged by its busiest period of this length; a short peak while users start is no lack of CPU. */
const STRETCH_SECONDS = 9;

/** The issues of a worker that had too little CPU or a late event loop: it has measured itself more than the target. Pure. */
export function starvedGenerator(generator: GeneratorAccount, limits: ValidityLimits): ValidityIssue[] {
  const name = `worker ${podOf(generator.id)}`;
  const found: ValidityIssue[] = [];
  const cores = busiest(generator.samples);
  if (cores > limits.cpuShare)
    found.push({ code: 'LOAD_GENERATOR_CPU', reason: `${name} used ${percent(cores)} of a core; use more workers` });
  else if (generator.cpuLimit !== null && cores / generator.cpuLimit > limits.cpuShare)
    found.push({
      code: 'LOAD_GENERATOR_CPU',
      reason: `${name} used ${percent(cores / generator.cpuLimit)} of its CPU limit of ${generator.cpuLimit}; raise it, or use more workers`,
    });
  const held = throttled(generator.samples);
  if (held > limits.throttledRatio)
    found.push({
      code: 'LOAD_GENERATOR_THROTTLED',
      reason: `${name} was throttled by its CPU limit in ${percent(held)} of the scheduler's periods; raise it`,
    });
  const late = (percentile(generator.late, 0.99) ?? 0) / 1_000;
  if (size(generator.late) > 0 && late > limits.lateP99)
    found.push({
      code: 'LOAD_GENERATOR_LATE',
      reason: `the event loop of ${name} was late by ${formatDuration(late)} (p99): a script that does not yield, or too little CPU on its node`,
    });
  return found;
}

/** The most cores used over any period of that length, or over the whole test when it is shorter. */
function busiest(samples: GeneratorAccount['samples']): number {
  let most = 0;
  for (let from = 0; from < samples.length; from++) {
    let [seconds, cpu, to] = [0, 0, from];
    for (; to < samples.length && seconds < STRETCH_SECONDS * 0.95; to++) {
      seconds += samples[to]?.[0] ?? 0;
      cpu += samples[to]?.[1] ?? 0;
    }
    const whole = seconds >= STRETCH_SECONDS * 0.95 || from === 0;
    if (whole && seconds > 0) most = Math.max(most, cpu / seconds);
  }
  return most;
}

function throttled(samples: GeneratorAccount['samples']): number {
  const periods = samples.reduce((total, sample) => total + sample[2], 0);
  return periods === 0 ? 0 : samples.reduce((total, sample) => total + sample[3], 0) / periods;
}
