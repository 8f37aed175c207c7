import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { shakedown } from './command-line.ts';
import { kubeconfigFor } from '../../fake-api-server/kubeconfig-for.ts';
import { pretendedSonobuoy } from './pretended-sonobuoy.ts';

describe('A run that is stopped before its first test', function () {
  this.timeout(60_000);

  let directory: string;
  /** A cluster that accepts calls and never answers. */
  let silent: Server;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'stopped-'));
    silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const server = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    await writeFile(join(directory, 'kubeconfig'), kubeconfigFor(server));
  });
  afterEach(async () => {
    silent.close();
    await rm(directory, { recursive: true });
  });

  for (const command of ['run', 'verify'])
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      it(`ends with its verdict: ${command}, ${signal}`, async () => {
        await using sonobuoy = await pretendedSonobuoy({ version: [{ stdout: 'v0.57.3\n' }] });
        const own = command === 'verify' ? ['--sonobuoy', sonobuoy.path] : [];
        const args = [command, '--image', 'x', '--kubeconfig', 'kubeconfig', ...own];
        const { exit, stdout } = await shakedown(args, {
          cwd: directory,
          started: (child) => silent.once('connection', () => child.kill(signal)),
        });
        expect(stdout.trimEnd().split('\n').at(-1)).to.equal(
          `INCOMPLETE: no test was run; it was stopped by ${signal}`,
        );
        expect(exit).to.equal(4);
        expect(await readdir(directory)).to.deep.equal(['kubeconfig']);
      });
});
