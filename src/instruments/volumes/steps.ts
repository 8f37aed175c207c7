import type { Condition } from '../../conditions/waiting/condition.ts';
import type { Waited } from '../../conditions/waiting/waited.ts';
import { until } from '../../conditions/waiting/until.ts';
import { milliseconds } from '../../time/duration.ts';
import type { CheckScope } from '../contract/check-scope.ts';
import type { RunContext } from '../contract/instrument.ts';

/** Waits for a step of a volume or of a snapshot: `storage.within` at most, and no longer than the check. */
export type StepWait = <Seen>(condition: Condition<Seen>) => Promise<Waited<Seen>>;

/** The wait for the steps of one check. */
export function stepsOf({ cluster, config }: RunContext, scope: CheckScope): StepWait {
  return (condition) =>
    scope.waiting(condition.title, (signal, observe) => {
      const withinMs = Math.min(milliseconds(config.storage.within), scope.remaining());
      return until(cluster, condition, { withinMs, signal, ...(observe && { observe }) });
    });
}
