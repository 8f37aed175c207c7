import { expect } from 'chai';
import type { Service } from '../../../cluster/kinds/kinds.ts';
import { findStores } from './find-store.ts';

const service = (
  place: string,
  {
    port = 80,
    labels = {},
    clusterIP = '10.96.0.9',
    portName = 'http',
  }: {
    port?: number;
    labels?: Record<string, string>;
    clusterIP?: string;
    portName?: string;
  } = {},
): Service => {
  const [namespace = '', name = ''] = place.split('/');
  return { metadata: { namespace, name, labels }, spec: { clusterIP, ports: [{ port, name: portName }] } };
};
const found = (...services: Service[]) =>
  findStores(services).map(
    ({ kind, ref, port, isTls }) => `${kind} ${ref.namespace}/${ref.name}:${port}${isTls ? ' TLS' : ''}`,
  );

describe('The Service of a log store', () => {
  for (const { what, services, expected } of [
    { what: 'nothing', services: [service('shop/web'), service('logging/victorialogs')], expected: [] },
    {
      what: 'VictoriaLogs by its name',
      services: [service('shop/web'), service('logging/victorialogs', { port: 9428 })],
      expected: ['victorialogs logging/victorialogs:9428'],
    },
    {
      what: 'VictoriaLogs of a chart by its label, though headless',
      services: [
        service('l/my-server', {
          ...{ port: 9428, clusterIP: 'None' },
          labels: { 'app.kubernetes.io/name': 'victoria-logs-single' },
        }),
      ],
      expected: ['victorialogs l/my-server:9428'],
    },
    {
      what: 'Elasticsearch of ECK, which speaks HTTPS',
      services: [
        service('e/logs-es-http', {
          ...{ port: 9200, portName: 'https' },
          labels: { 'common.k8s.elastic.co/type': 'elasticsearch' },
        }),
      ],
      expected: ['elasticsearch e/logs-es-http:9200 TLS'],
    },
    {
      what: 'OpenSearch, not its headless Service',
      services: [
        service('o/a-headless', {
          ...{ port: 9200, clusterIP: 'None' },
          labels: { 'app.kubernetes.io/name': 'opensearch' },
        }),
        service('o/b-search', { port: 9200, labels: { 'app.kubernetes.io/name': 'opensearch' } }),
      ],
      expected: ['opensearch o/b-search:9200'],
    },
    {
      what: 'the gateway of Loki before its parts',
      services: [
        service('l/loki-read', { port: 3100, labels: { 'app.kubernetes.io/name': 'loki' } }),
        service('l/loki-gateway', { labels: { 'app.kubernetes.io/name': 'loki' } }),
        service('l/loki-write', { port: 3100, labels: { 'app.kubernetes.io/name': 'loki' } }),
      ],
      expected: ['loki l/loki-gateway:80'],
    },
    {
      what: 'two different ones',
      services: [service('a/loki', { port: 3100 }), service('b/victorialogs', { port: 9428 })],
      expected: ['loki a/loki:3100', 'victorialogs b/victorialogs:9428'],
    },
  ])
    it(`is found: ${what}`, () => expect(found(...services)).to.deep.equal(expected));
});
