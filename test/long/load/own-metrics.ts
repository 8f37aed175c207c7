// A metrics API for HPAs with metrics other than CPU and memory; its values are constant. As a program it serves them. It imports none of our
// files, because they are not in its pod.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';

/** The value of each metric. */
export const FIGURES: Readonly<Record<string, string>> = { rps: '20', hits: '1500', queue: '90' };

const CUSTOM = '/apis/custom.metrics.k8s.io/v1beta2';
const EXTERNAL = '/apis/external.metrics.k8s.io/v1beta1';

/**
 * The answer to a GET, by the types of https://github.com/kubernetes/metrics/tree/v0.34.0/pkg/apis. There are two pods, `APP-0` and `APP-1`.
 * @returns `undefined` for an unknown path.
 */
function answerTo(url: URL): object | undefined {
  const timestamp = new Date().toISOString();
  const list = (kind: string, apiVersion: string, items: object[]) => ({ kind, apiVersion, metadata: {}, items });
  const path = url.pathname;
  if (path === CUSTOM || path === EXTERNAL) {
    const kind = path === CUSTOM ? 'MetricValueList' : 'ExternalMetricValueList';
    const names = path === CUSTOM ? ['pods/rps', 'services/hits'] : ['queue'];
    const resources = names.map((name) => ({ name, singularName: '', namespaced: true, kind, verbs: ['get'] }));
    return { kind: 'APIResourceList', apiVersion: 'v1', groupVersion: path.slice('/apis/'.length), resources };
  }
  const [, base, namespace, rest = ''] = /^(.*?)\/namespaces\/([^/]+)\/(.+)$/.exec(path) ?? [];
  const parts = rest.split('/');
  const value = FIGURES[parts.at(-1) ?? ''];
  if (value === undefined) return undefined;
  if (base === EXTERNAL)
    return list('ExternalMetricValueList', 'external.metrics.k8s.io/v1beta1', [
      { metricName: rest, metricLabels: {}, timestamp, value },
    ]);
  const [resource, object = '', name] = parts;
  const app = /app=([a-z-]+)/.exec(url.searchParams.get('labelSelector') ?? '')?.[1];
  const names = object === '*' ? [`${app}-0`, `${app}-1`] : [object];
  const kind = resource === 'pods' ? 'Pod' : 'Service';
  return list(
    'MetricValueList',
    'custom.metrics.k8s.io/v1beta2',
    names.map((one) => ({
      ...{ describedObject: { kind, namespace, name: one, apiVersion: 'v1' }, metric: { name }, timestamp, value },
    })),
  );
}

if (import.meta.main) {
  const [directory = '.'] = process.argv.slice(2);
  const read = (name: string) => readFileSync(`${directory}/${name}`, 'utf8');
  createServer({ cert: read('tls.crt'), key: read('tls.key') }, (request, response) => {
    const answer = answerTo(new URL(request.url ?? '/', 'https://localhost'));
    response.writeHead(answer ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer ?? { kind: 'Status', apiVersion: 'v1', status: 'Failure', code: 404 }));
  }).listen(6_443);
}
