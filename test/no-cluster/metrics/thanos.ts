import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { silentProgress } from '../../../src/terminal/progress.ts';
import { buildBinaries } from '../../../testbed/binaries/binaries.ts';
import { freePort } from '../../free-port.ts';
import { startServer, type ServerProcess } from './server-process.ts';

/** Two Prometheus of one tenant, each with a sidecar of Thanos, and a querier that shows a tenant its own samples only. */
export interface Thanos extends AsyncDisposable {
  /** The address of the querier. */
  readonly url: string;
  /** That of a querier to which nothing is connected. */
  readonly emptyUrl: string;
  /** Ends the sidecar of the second Prometheus, and keeps the querier asking it. */
  stopSecond(): Promise<void>;
}

/** What the first Prometheus scrapes and evaluates; the second has the same samples, as the other one of a pair. */
export interface ThanosOptions {
  tenant: string;
  /** The targets of each scrape job, which are scraped every second. */
  jobs: Readonly<Record<string, readonly string[]>>;
  /** A rule file of Prometheus. */
  rules: object;
}

/** Whether the answer of a querier has a text so many times. */
async function has(url: string, path: string, text: string, times: number): Promise<boolean> {
  const answer = await fetch(`${url}${path}`);
  return (await answer.text()).split(text).length > times;
}

/** Starts all of it, and waits until each part answers. @throws when one ends, with the end of its log. */
export async function startThanos({ tenant, jobs, rules }: ThanosOptions): Promise<Thanos> {
  const programs = await buildBinaries(['prometheus', 'thanos'], silentProgress);
  const directory = await mkdtemp(join(tmpdir(), 'shakedown-thanos-'));
  const running: ServerProcess[] = [];
  const dispose = async () => {
    for (const server of running.toReversed()) await server.stop();
    await rm(directory, { recursive: true });
  };
  const start = async (program: 'prometheus' | 'thanos', args: readonly string[], ready: string) => {
    const server = await startServer(programs[program], args, ready);
    running.push(server);
    return server;
  };
  const pair = async (replica: string) => {
    const home = join(directory, replica);
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const [config, ruleFile] = [`${home}.yaml`, `${home}-rules.yaml`];
    const scrape_configs = Object.entries(jobs).map(([job_name, targets]) => ({
      ...{ job_name, static_configs: [{ targets }] },
    }));
    const external_labels = { tenant_id: tenant, replica };
    const global = { scrape_interval: '1s', evaluation_interval: '1s', external_labels };
    // YAML takes JSON.
    await writeFile(ruleFile, JSON.stringify(rules));
    await writeFile(config, JSON.stringify({ global, scrape_configs, rule_files: [ruleFile] }));
    const place = [`--config.file=${config}`, `--storage.tsdb.path=${home}`];
    await start('prometheus', [...place, `--web.listen-address=127.0.0.1:${port}`], `${url}/-/ready`);
    const [grpc, http] = [await freePort(), await freePort()];
    const listen = [`--grpc-address=127.0.0.1:${grpc}`, `--http-address=127.0.0.1:${http}`];
    const about = [`--prometheus.url=${url}`, '--prometheus.get_config_interval=1s', `--tsdb.path=${home}`];
    const sidecar = await start('thanos', ['sidecar', ...listen, ...about], `http://127.0.0.1:${http}/-/ready`);
    return { endpoint: `127.0.0.1:${grpc}`, sidecar };
  };
  const querier = async (endpoints: readonly string[]) => {
    const [grpc, http] = [await freePort(), await freePort()];
    const url = `http://127.0.0.1:${http}`;
    const args = [
      ...['query', `--grpc-address=127.0.0.1:${grpc}`, `--http-address=127.0.0.1:${http}`],
      ...['--query.enforce-tenancy', '--query.replica-label=replica'],
      ...endpoints.map((endpoint) => `--endpoint-strict=${endpoint}`),
    ];
    await start('thanos', args, `${url}/-/ready`);
    return url;
  };
  try {
    const [first, second] = [await pair('first'), await pair('second')];
    const url = await querier([first.endpoint, second.endpoint]);
    // It is ready before it has found them.
    while (!(await has(url, '/api/v1/stores', '"replica":', 2))) await delay(100);
    // A pair shows its targets once.
    while (!(await has(url, '/api/v1/targets', '"health":"up"', 1))) await delay(100);
    const emptyUrl = await querier([]);
    return {
      ...{ url, emptyUrl, [Symbol.asyncDispose]: dispose },
      stopSecond: async () => {
        running.splice(running.indexOf(second.sidecar), 1);
        await second.sidecar.stop();
      },
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}
