import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentProgress } from '../../../src/terminal/progress.ts';
import { buildBinaries } from '../../../testbed/binaries/binaries.ts';
import { CREDENTIALS, type S3Server } from './s3-server.ts';
import { startedServer } from './started-server.ts';
import { freePort } from '../../free-port.ts';
import type { TestCertificate } from '../../own-cluster/faults/certificate.ts';

/**
 * Starts versitygw on a directory.
 * @param parent of that directory. @default that of temporary files
 * @param certificate with which it speaks TLS. @default it speaks plain HTTP
 */
export async function startVersitygw(parent = tmpdir(), certificate?: TestCertificate): Promise<S3Server> {
  const { versitygw: program } = await buildBinaries(['versitygw'], silentProgress);
  const directory = await mkdtemp(join(parent, 'versitygw-'));
  const port = await freePort();
  const [objects, metadata] = [join(directory, 'objects'), join(directory, 'metadata')];
  await Promise.all([mkdir(objects), mkdir(metadata)]);
  const [cert, key] = [join(directory, 'cert'), join(directory, 'key')];
  if (certificate) {
    await writeFile(cert, certificate.cert);
    await writeFile(key, certificate.key, { mode: 0o600 });
  }
  const tls = certificate ? ['--cert', cert, '--key', key] : [];
  return await startedServer({
    ...{ program, directory, endpoint: certificate ? `https://localhost:${port}` : `http://127.0.0.1:${port}` },
    args: ['--port', `127.0.0.1:${port}`, ...tls, '--quiet', 'posix', '--sidecar', metadata, objects],
    env: { ROOT_ACCESS_KEY: CREDENTIALS.AWS_ACCESS_KEY_ID, ROOT_SECRET_KEY: CREDENTIALS.AWS_SECRET_ACCESS_KEY },
  });
}
