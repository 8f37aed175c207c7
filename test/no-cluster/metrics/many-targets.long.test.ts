import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { configSchema } from '../../../src/config/schema.ts';
import type { PrometheusApi } from '../../../src/instruments/metrics/api/prometheus-api.ts';
import { findPrometheus } from '../../../src/instruments/metrics/metrics.ts';
import { LARGEST } from '../../../src/instruments/metrics/reach/reach.ts';
import { silentProgress } from '../../../src/terminal/progress.ts';
import { buildBinaries } from '../../../testbed/binaries/binaries.ts';
import { FakeApiServer } from '../../fake-api-server/fake-api-server.ts';
import { freePort } from '../../free-port.ts';
import { startServer, type ServerProcess } from './server-process.ts';

const { signal } = new AbortController();
/** Each target has about 3 kB in the answer, as pods with many labels and annotations do. */
const POOLS = 4;
const EACH = 3_000;

describe('Prometheus with 12,000 targets', function () {
  this.timeout(600_000);
  let directory: string;
  let server: ServerProcess;
  let url: string;

  before(async () => {
    const { prometheus } = await buildBinaries(['prometheus'], silentProgress);
    directory = await mkdtemp(join(tmpdir(), 'shakedown-many-'));
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    const closed = await freePort();
    const labels = { annotation: 'x'.repeat(1_400) };
    const scrape_configs = Array.from({ length: POOLS }, (_, pool) => ({
      job_name: `pool-${pool}`,
      static_configs: [
        { labels, targets: Array.from({ length: EACH }, (_of, index) => `127.0.0.1:${closed}/${pool}-${index}`) },
      ],
      // The number is only there to make each target another one.
      relabel_configs: [
        { source_labels: ['__address__'], target_label: 'instance' },
        { source_labels: ['__address__'], regex: '([^/]+)/.*', target_label: '__address__' },
      ],
    }));
    const config = join(directory, 'prometheus.yaml');
    await writeFile(config, JSON.stringify({ global: { scrape_interval: '1h' }, scrape_configs }));
    const args = [`--config.file=${config}`, `--storage.tsdb.path=${join(directory, 'data')}`];
    server = await startServer(prometheus, [...args, `--web.listen-address=127.0.0.1:${port}`], `${url}/-/ready`);
  });
  after(async () => {
    await server.stop();
    await rm(directory, { recursive: true });
  });

  /** What is asked of it, as checks do. */
  async function asking<T>(question: (prometheus: PrometheusApi) => Promise<T>): Promise<T> {
    await using api = await FakeApiServer.start({ routes: {} });
    const cluster = api.door();
    try {
      const found = await findPrometheus(cluster, configSchema.parse({ prometheus: { url } }), signal);
      if ('absent' in found) throw new Error(found.absent);
      return await question(found.api);
    } finally {
      await cluster.close();
    }
  }
  const countOf = (answer: Awaited<ReturnType<PrometheusApi['targets']>>) => (answer.served ? answer.value.length : 0);

  it('answers with more than is read at once, and all its targets are read', async () => {
    // It is ready before it has found its targets.
    let bytes = 0;
    while (bytes <= LARGEST) bytes = (await (await fetch(`${url}/api/v1/targets?state=active`)).text()).length;
    const counts = await asking(async (prometheus) => ({
      all: countOf(await prometheus.targets(signal)),
      pool: countOf(await prometheus.targetsOf('pool-2', signal)),
    }));
    expect(counts).to.deep.equal({ all: POOLS * EACH, pool: EACH });
  });

  it('is asked for the targets of one job alone', async () => {
    const count = await asking(async (prometheus) => countOf(await prometheus.targetsOf('pool-1', signal)));
    expect(count).to.equal(EACH);
  });
});
