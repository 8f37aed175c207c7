import type { Condition } from '../../../conditions/waiting/condition.ts';
import type { PrometheusApi } from '../api/prometheus-api.ts';
import { read } from '../api/read.ts';
import { judgeRules, type RulesSeen } from './judge-rules.ts';

/** All rules of Prometheus are evaluated without an error, within their interval. */
export function rulesEvaluate(prometheus: PrometheusApi): Condition<RulesSeen> {
  return {
    title: 'every rule of Prometheus is evaluated without an error, within its interval',
    rights: [],
    todo: prometheus.byHand('/api/v1/rules'),
    read: (look) =>
      read(
        () => prometheus.rules(look.signal),
        (groups) => ({ at: look.date.getTime(), groups }),
      ),
    judge: judgeRules,
  };
}
