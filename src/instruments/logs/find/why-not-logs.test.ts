import { expect } from 'chai';
import { configSchema } from '../../../config/schema.ts';
import { openSearchServer, type Document } from '../stores/opensearch-server.fixture.ts';
import { openSearch } from '../stores/opensearch.ts';
import { whyNotLogs } from './why-not-logs.ts';

const { fields, index } = configSchema.parse({}).logs;
const { signal } = new AbortController();
const source = (more: object) => ({ '@timestamp': '2026-11-28T03:01:00Z', ...more });
const kubernetes = { namespace_name: 'shop', pod_name: 'web-1' };

/** What is said of a server with these documents, or of one that fails. */
async function said(documents: Document[], failing: Parameters<typeof openSearchServer>[1] = {}): Promise<unknown> {
  const server = await openSearchServer(documents, failing);
  try {
    const why = await whyNotLogs(openSearch(server.access, { fields, index }), signal);
    return why instanceof Error ? why.message.replaceAll(/\n\s+/g, ' | ') : why;
  } finally {
    await server.close();
  }
}

describe('An OpenSearch or Elasticsearch that was found in the cluster', () => {
  it('is the log store when it has a line of a pod, however the collector names the fields', async () => {
    expect(await said([{ index: 'logs-1', source: source({ log: 'hello', kubernetes }) }])).to.equal(undefined);
    const resource = { 'attributes.k8s.namespace.name': 'shop', 'attributes.k8s.pod.name': 'web-1' };
    expect(await said([{ index: 'otel-1', source: source({ body: 'hello', resource }) }])).to.equal(undefined);
  });

  it('is not when it has something else: articles of a shop, figures of pods', async () => {
    const shop = { index: 'articles', source: source({ message: 'a shirt', pod: 'XL' }) };
    const figures = { index: 'metricbeat', source: source({ kubernetes, cpu: 1 }) };
    expect(await said([shop, figures])).to.equal('the store has no line of a pod');
    expect(await said([])).to.equal('the store has no line of a pod');
  });

  it('is not when it refuses the question', async () => {
    expect(await said([], { credentials: 'Basic x' })).to.match(/^the store answers 401: /);
  });

  it('cannot be judged while it does not answer', async () => {
    expect(await said([], { failedShards: 1 })).to.equal(
      'LOG_STORE_UNKNOWN: the store counted only some shards | expected: the store to say whether it has lines of pods | ' +
        'do:       set logs.service to the Service in which the lines of pods have to arrive',
    );
  });
});
