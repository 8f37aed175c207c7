import type { Config } from '../../config/schema.ts';
import { runSinks } from '../../delivery/run-sinks.ts';
import { turnedOn } from '../../delivery/select-sinks.ts';
import type { Night } from '../../nightly/night.ts';
import { nextStep } from '../../nightly/next-step.ts';
import type { Opening } from '../../nightly/opening.ts';
import type { Step } from '../../nightly/steps.ts';

/** What a start would do about the night before. */
export interface PlannedOpening {
  is: Opening;
  night?: Night;
}

/** The steps of a night that would begin now, in words; pure. Commands are named by their keys: a line of a log must not show them. */
export function planText({ is, night }: PlannedOpening, fresh: Night, config: Config): string {
  const { within, keepOnFailure, delete: remove } = config.nightly;
  const planned = is === 'resume' && night ? night : fresh;
  const what: Record<Step, string> = {
    build: `run nightly.build, within ${within.build}`,
    settle: `wait until nodes and kube-system are ready, within ${within.settle}`,
    snapshot: 'write down the state of nodes and workloads',
    verify: `run the suite by Sonobuoy, within ${config.run.deadline}`,
    conformance: `run the conformance tests, mode ${config.nightly.conformance}, within ${within.conformance}`,
    compare: planned.afterUpgrade ? 'compare with the last run before' : 'compare with the last run that passed',
    publish: `publish to ${Object.keys(turnedOn(runSinks, config)).join(', ')}`,
    delete: `run nightly.delete, within ${within.delete}${keepOnFailure ? ', if the verdict is passed' : ''}`,
  };
  const lines = planned.plan.map((step, index) => `  ${index + 1}. ${step.padEnd(11)} ${what[step]}`);
  if (is === 'begin' || !night) return `a night would begin:\n${lines.join('\n')}\n`;
  if (is === 'delete, then begin')
    return `night ${night.id} has left a cluster, which would be deleted first; then a night would begin:\n${lines.join('\n')}\n`;
  const next = nextStep(night, { deletes: remove !== '', keepOnFailure });
  return `night ${night.id} would be continued with the step '${'do' in next ? next.do : 'delete'}':\n${lines.join('\n')}\n`;
}
