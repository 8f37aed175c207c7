import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentProgress } from '../../../src/terminal/progress.ts';
import { buildBinaries } from '../../../testbed/binaries/binaries.ts';
import { CREDENTIALS, freePort, untilAnswers, type S3Server } from './s3-server.ts';

/** Starts versitygw on a directory. @param parent of that directory. @default that of temporary files */
export async function startVersitygw(parent = tmpdir()): Promise<S3Server> {
  const { versitygw: program } = await buildBinaries(['versitygw'], silentProgress);
  const directory = await mkdtemp(join(parent, 'versitygw-'));
  const port = await freePort();
  const data = join(directory, 'data');
  const sidecar = join(directory, 'sidecar');
  await Promise.all([mkdir(data), mkdir(sidecar)]);
  const args = ['--port', `127.0.0.1:${port}`, '--quiet', 'posix', '--sidecar', sidecar, data];
  const env = { ROOT_ACCESS_KEY: CREDENTIALS.AWS_ACCESS_KEY_ID, ROOT_SECRET_KEY: CREDENTIALS.AWS_SECRET_ACCESS_KEY };
  const child = spawn(program, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<string>((resolve) => child.once('close', () => resolve(stderr)));
  const kill = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  const endpoint = `http://127.0.0.1:${port}`;
  await untilAnswers(endpoint, ended);
  return {
    ...{ endpoint, directory, kill },
    [Symbol.asyncDispose]: async () => {
      await kill();
      await rm(directory, { recursive: true });
    },
  };
}
