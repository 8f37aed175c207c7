import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { silentProgress } from '../../../src/terminal/progress.ts';
import { buildBinaries } from '../../../testbed/binaries/binaries.ts';
import { freePort } from '../../free-port.ts';
import type { TestCertificate } from '../../own-cluster/faults/certificate.ts';

/** A running Prometheus that scrapes nothing. */
export interface StartedPrometheus extends AsyncDisposable {
  /** @example 'localhost:40123' */
  host: string;
  /** The beginning of its addresses. */
  origin: string;
  /** The result of a query at one time: the labels and the value of each series. */
  query(expression: string, at: string): Promise<{ labels: Record<string, string>; value: number }[]>;
}

/** The name and the password of a Prometheus that asks for them. */
export const LOGIN = { username: 'ci', password: 'sesame' };
/** Of that password, by bcrypt. */
const HASH = '$2b$04$PAH40MRM6isnJqTWkEoO9OHVY6F4Xza1fmRmO10tBq1N86jdAftMu';

/** How a Prometheus is started. */
export interface PrometheusOptions {
  /** Whether it receives remote write. @default true */
  receives?: boolean;
  /** With TLS, and with {@link LOGIN}. @default neither */
  certificate?: TestCertificate;
}

/** Starts Prometheus, and waits until it is ready. @throws when it ends, with the end of its log. */
export async function startPrometheus({
  receives = true,
  certificate,
}: PrometheusOptions = {}): Promise<StartedPrometheus> {
  const { prometheus: program } = await buildBinaries(['prometheus'], silentProgress);
  const directory = await mkdtemp(join(tmpdir(), 'shakedown-prometheus-'));
  const at = (name: string) => join(directory, name);
  await writeFile(at('prometheus.yml'), '{}');
  if (certificate) {
    await writeFile(at('cert'), certificate.cert);
    await writeFile(at('key'), certificate.key, { mode: 0o600 });
  }
  const web = certificate
    ? { tls_server_config: { cert_file: 'cert', key_file: 'key' }, basic_auth_users: { [LOGIN.username]: HASH } }
    : {};
  // YAML takes JSON.
  await writeFile(at('web.yml'), JSON.stringify(web));
  const port = await freePort();
  const child = spawn(
    program,
    [
      ...[`--config.file=${at('prometheus.yml')}`, `--web.config.file=${at('web.yml')}`],
      ...[`--storage.tsdb.path=${at('data')}`, '--storage.tsdb.retention.time=10y'],
      ...[`--web.listen-address=127.0.0.1:${port}`, ...(receives ? ['--web.enable-remote-write-receiver'] : [])],
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (log = `${log}${text}`.slice(-4_000)));
  const ended = once(child, 'close');
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });
  const dispose = async () => {
    child.kill('SIGKILL');
    await ended;
    await dispatcher.destroy();
    await rm(directory, { recursive: true });
  };
  const host = `localhost:${port}`;
  const origin = `${certificate ? 'https' : 'http'}://${host}`;
  const authorization = `Basic ${Buffer.from(`${LOGIN.username}:${LOGIN.password}`).toString('base64')}`;
  const get = async (path: string) => await request(`${origin}${path}`, { dispatcher, headers: { authorization } });
  const isReady = async () => {
    const answer = await get('/-/ready').catch(() => undefined);
    await answer?.body.dump();
    return answer?.statusCode === 200;
  };
  while (!(await isReady())) {
    if (child.exitCode !== null) {
      await dispose();
      throw new Error(`Prometheus has ended:\n${log}`);
    }
    await delay(50);
  }
  return {
    ...{ host, origin },
    query: async (expression, time) => {
      const { body } = await get(`/api/v1/query?${new URLSearchParams({ query: expression, time }).toString()}`);
      const { data } = (await body.json()) as {
        data: { result: { metric: Record<string, string>; value: [number, string] }[] };
      };
      return data.result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
    },
    [Symbol.asyncDispose]: dispose,
  };
}
