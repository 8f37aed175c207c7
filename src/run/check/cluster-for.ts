import { during } from '../../conditions/waiting/during.ts';
import { now } from '../../conditions/waiting/now.ts';
import { until } from '../../conditions/waiting/until.ts';
import type { ClusterTool } from '../../conditions/waiting/cluster-tool.ts';
import type { CheckScope } from '../../instruments/contract/check-scope.ts';
import type { RunContext } from '../../instruments/contract/instrument.ts';
import { milliseconds } from '../../time/duration.ts';

/** The cluster tool of one check: its waits end at the timeout of the check at the latest, and have the titles of their conditions. */
export function clusterFor({ cluster, config }: RunContext, scope: CheckScope): ClusterTool {
  const { subject } = scope;
  return {
    door: cluster,
    until: (condition, { within = config.time.settle } = {}) => {
      const withinMs = Math.min(milliseconds(within), scope.remaining());
      return scope.waiting(condition.title, (signal, observe) =>
        until(cluster, condition, { withinMs, signal, observe, subject, endsEarly: config.run.earlyVerdict }),
      );
    },
    now: (condition) =>
      scope.waiting(condition.title, (signal, observe) => now(cluster, condition, { signal, observe, subject })),
    during: (condition, action) =>
      scope.waiting(condition.title, (signal, observe) =>
        during(cluster, condition, action, { signal, observe, subject }),
      ),
  };
}
