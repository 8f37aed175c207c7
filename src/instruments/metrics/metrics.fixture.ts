import type { FakeApi, Reply } from '../../../test/fake-api-server/fake-api-server.ts';
import { listOf } from '../../../test/fake-api-server/fake-api-server.ts';

/** The path of the API of Prometheus behind the API server, in the cluster of {@link withPrometheus}. */
export const PROXY = '/api/v1/namespaces/monitoring/services/prometheus%3A9090/proxy';

/** Routes of a cluster with a Prometheus in namespace `monitoring`. @param replies by path of its API. */
export function withPrometheus(
  replies: Readonly<Record<string, Reply | readonly Reply[]>>,
): NonNullable<FakeApi['routes']> {
  const services = [
    { metadata: { namespace: 'monitoring', name: 'prometheus' }, spec: { ports: [{ port: 9090 }] } },
    { metadata: { namespace: 'shop', name: 'web' }, spec: { ports: [{ port: 80 }] } },
  ];
  const routes = Object.entries(replies).map(([path, reply]) => [`${PROXY}${path}`, reply] as const);
  return { '/api/v1/services': listOf('1', services), ...Object.fromEntries(routes) };
}

/** A successful answer with these data. */
export function success(data: unknown): Reply {
  return { body: { status: 'success', data } };
}
