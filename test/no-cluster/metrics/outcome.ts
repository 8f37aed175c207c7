import type { Condition } from '../../../src/conditions/waiting/condition.ts';
import { until } from '../../../src/conditions/waiting/until.ts';
import { configSchema } from '../../../src/config/schema.ts';
import type { PrometheusApi } from '../../../src/instruments/metrics/api/prometheus-api.ts';
import { findPrometheus } from '../../../src/instruments/metrics/metrics.ts';
import type { FakeApiServer } from '../../fake-api-server/fake-api-server.ts';

const { signal } = new AbortController();

/**
 * What a condition of a server of metrics comes to: `met`, or the first line of its error.
 * @param settings `prometheus` of the configuration, which names the server.
 * @param seconds how long it is waited for.
 */
export async function outcomeOf(
  api: FakeApiServer,
  condition: (prometheus: PrometheusApi) => Condition | Promise<Condition>,
  { settings, seconds = 20 }: { settings: object; seconds?: number },
): Promise<string> {
  const cluster = api.door();
  try {
    const found = await findPrometheus(cluster, configSchema.parse({ prometheus: settings }), signal);
    if ('absent' in found) throw new Error(found.absent);
    await until(cluster, await condition(found.api), { withinMs: seconds * 1_000, signal });
    return 'met';
  } catch (error) {
    return (error as Error).message.split('\n')[0] ?? '';
  } finally {
    await cluster.close();
  }
}
