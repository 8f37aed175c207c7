import { expect } from 'chai';
import { FakeApiServer, type FakeApi } from '../../../../test/fake-api-server/fake-api-server.ts';
import { configSchema } from '../../../config/schema.ts';
import { makeObjects } from '../../../objects/objects.ts';
import { outsideOfChecks } from '../../contract/check-scope.ts';
import { rightsOf } from '../../contract/uses.ts';
import { metrics } from '../instrument.ts';
import { PROXY, success } from '../metrics.fixture.ts';
import { scraping } from './scraping.ts';

const { signal } = new AbortController();
const app = { namespace: 'shakedown-workloads', name: 'own-1' };
const MONITORING = '/apis/monitoring.coreos.com/v1';
const MONITOR = `${MONITORING}/namespaces/shakedown-workloads/podmonitors/own-1`;
const service = { spec: { selector: { prometheus: 'k8s' }, ports: [{ name: 'web', port: 9090 }] } };
const everything = { podMonitorSelector: { matchLabels: { release: 'a' } }, podMonitorNamespaceSelector: {} };
const ANNOTATED = '__meta_kubernetes_pod_annotation_prometheus_io_scrape';

/** How a target app is scraped by a Prometheus of the operator, and the PodMonitor that there is meanwhile, and after it. */
async function scraped(
  spec: object | undefined,
  { yaml = '', settings = {}, refusals = [] }: { yaml?: string; settings?: object; refusals?: string[] } = {},
) {
  const objects: NonNullable<FakeApi['objects']> = {
    '/api/v1/namespaces/monitoring/services/prometheus': service,
    '/api/v1/namespaces/shakedown-workloads': {},
    ...(spec && { [`${MONITORING}/namespaces/monitoring/prometheuses/k8s`]: { spec } }),
  };
  await using api = await FakeApiServer.start({
    routes: { [`${PROXY}/api/v1/status/config`]: success({ yaml }) },
    objects,
  });
  for (const path of refusals) api.refusals.set(path, 403);
  const cluster = api.door();
  const config = configSchema.parse({ prometheus: settings });
  const own = makeObjects({ cluster, config, runId: 'r' });
  const tool = metrics.make({ cluster, config, objects: own, signal }).forCheck(outsideOfChecks(signal));
  try {
    const { monitor, why, [Symbol.asyncDispose]: remove } = await tool.scraping(app);
    const labels = api.objects.get(MONITOR)?.metadata.labels;
    await remove();
    return { monitor, why, release: labels?.['release'], isLeft: api.objects.has(MONITOR) };
  } finally {
    await cluster.close();
  }
}
const nothing = { monitor: undefined, why: undefined, release: undefined, isLeft: false };

describe('The pods of a target app are scraped', () => {
  it('by a PodMonitor with the labels that the operator asks for, which is removed', async () => {
    expect(await scraped(everything)).to.deep.equal({
      ...{ ...nothing, monitor: 'shakedown-workloads/own-1', release: 'a' },
    });
  });

  it('by their annotations where a scrape job looks for these, or no object of the operator is there', async () => {
    expect(await scraped(everything, { yaml: ANNOTATED })).to.deep.equal(nothing);
    expect(await scraped(undefined)).to.deep.equal(nothing);
  });

  it('not where none is picked up, may be created, or is allowed, with that fact', async () => {
    const why = async (...given: Parameters<typeof scraped>) => (await scraped(...given)).why;
    expect(await why({})).to.equal('Prometheus monitoring/k8s picks up no PodMonitor (podMonitorSelector)');
    expect(await why(everything, { settings: { podMonitor: false } })).to.equal(
      'the configuration allows no PodMonitor (prometheus.podMonitor)',
    );
    const refusals = [`POST ${MONITORING}/namespaces/shakedown-workloads/podmonitors`];
    expect(await why(everything, { refusals })).to.equal('the account of the suite may create no PodMonitor');
  });

  it('with a permission that the configuration can do without', () => {
    const kinds = (prometheus: object) =>
      rightsOf([scraping], configSchema.parse({ prometheus })).map(({ resource, scope }) => [resource, scope]);
    expect(kinds({})).to.deep.equal([
      ['namespaces', 'cluster'],
      ['podmonitors', 'workloads'],
    ]);
    expect(kinds({ podMonitor: false })).to.deep.equal([['namespaces', 'cluster']]);
  });
});
