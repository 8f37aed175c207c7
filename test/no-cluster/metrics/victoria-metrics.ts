import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentProgress } from '../../../src/terminal/progress.ts';
import { buildBinaries } from '../../../testbed/binaries/binaries.ts';
import { freePort } from '../../free-port.ts';
import { startServer } from './server-process.ts';

/** A running VictoriaMetrics, single node, which wants a user name and a password, below a path. */
export interface VictoriaMetrics extends AsyncDisposable {
  /** With its path. */
  readonly url: string;
  readonly username: string;
  /** The file with the password. */
  readonly passwordFile: string;
}

/**
 * Starts VictoriaMetrics with its own defaults, and waits until it answers.
 * @param jobs the targets of each scrape job, which are scraped every second.
 * @throws when it ends, with the end of its log.
 */
export async function startVictoriaMetrics(
  jobs: Readonly<Record<string, readonly string[]>>,
): Promise<VictoriaMetrics> {
  const { 'victoria-metrics': program } = await buildBinaries(['victoria-metrics'], silentProgress);
  const directory = await mkdtemp(join(tmpdir(), 'shakedown-victoria-metrics-'));
  const [username, password, passwordFile] = ['ada', 'sesame', join(directory, 'password')];
  await writeFile(passwordFile, `${password}\n`);
  const scrapes = Object.entries(jobs).map(([job_name, targets]) => ({ job_name, static_configs: [{ targets }] }));
  // YAML takes JSON.
  const config = { global: { scrape_interval: '1s' }, scrape_configs: scrapes };
  await writeFile(join(directory, 'scrape.yaml'), JSON.stringify(config));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/metrics-store`;
  const args = [
    ...[`-storageDataPath=${join(directory, 'data')}`, `-httpListenAddr=127.0.0.1:${port}`, '-retentionPeriod=1d'],
    ...['-http.pathPrefix=/metrics-store', `-httpAuth.username=${username}`, `-httpAuth.password=${password}`],
    `-promscrape.config=${join(directory, 'scrape.yaml')}`,
  ];
  const server = await startServer(program, args, `${url}/health`);
  const dispose = async () => {
    await server.stop();
    await rm(directory, { recursive: true });
  };
  return { url, username, passwordFile, [Symbol.asyncDispose]: dispose };
}
