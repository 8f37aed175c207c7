import type { AskSeries } from '../../diagnosis/evidence/series.ts';
import { outsideOfChecks } from '../../instruments/contract/check-scope.ts';
import { instruments } from '../../instruments/registry.ts';
import type { RunTools } from '../check/run-tools.ts';

/**
 * Asks Prometheus for evidence, with the instrument of the run.
 * @returns `undefined` when there is none, or it cannot be asked: whether it can is a check of its own
 */
export async function prometheusSeries(tools: RunTools, signal: AbortSignal): Promise<AskSeries | undefined> {
  const { metrics } = tools.forCheck(outsideOfChecks(signal, [instruments.metrics]));
  try {
    const prometheus = await metrics.prometheus();
    return (expression, askedBy) => prometheus.query(expression, askedBy);
  } catch {
    return undefined;
  }
}
