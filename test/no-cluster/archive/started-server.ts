import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { untilAnswers, type S3Server } from './s3-server.ts';

/** A program that is a server of S3. */
interface ServerProgram {
  program: string;
  args: readonly string[];
  env?: Record<string, string>;
  endpoint: string;
  /** Its directory, which is removed at the end. */
  directory: string;
}

/** Starts a server of S3, and waits until it answers. */
export async function startedServer({
  program,
  args,
  env = {},
  endpoint,
  directory,
}: ServerProgram): Promise<S3Server> {
  const child = spawn(program, args, { env, cwd: directory, stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr = (stderr + text).slice(-4_000)));
  const ended = new Promise<string>((resolve) => child.once('close', () => resolve(stderr)));
  // Some do not end on SIGTERM for minutes, and what they have is thrown away.
  const kill = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  await untilAnswers(endpoint, ended);
  return {
    ...{ endpoint, directory, kill },
    [Symbol.asyncDispose]: async () => {
      await kill();
      await rm(directory, { recursive: true });
    },
  };
}
