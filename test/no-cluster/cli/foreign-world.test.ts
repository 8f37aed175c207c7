import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, open, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { FakeApiServer } from '../../fake-api-server/fake-api-server.ts';
import { shakedown } from './command-line.ts';
import { pretendedSonobuoy } from './pretended-sonobuoy.ts';

/** An error of the suite: a code, a sentence, what was expected; never the text of a library. */
const SENTENCE = /^[A-Z][A-Z_]+: \S.*\n(?: {2,}\S.*\n)* {2}expected: \S/m;
const RAW = /\n {4}at |Error: |errno|syscall|node:internal|routines:/;

describe('What a command finds on the machine', function () {
  this.timeout(60_000);
  let directory = '';

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'foreign-'));
    await mkdir(join(directory, 'folder'));
    await writeFile(join(directory, 'binary'), Buffer.from([0xff, 0xfe, 0x00, 0x01, 0x02]));
    await writeFile(join(directory, 'broken'), 'a: [\n');
    await writeFile(join(directory, 'kubeconfig'), '{"current-context":"x"}');
  });
  after(() => rm(directory, { recursive: true }));

  const lines = [
    ['run', '--config', 'binary'],
    ['run', '--kubeconfig', 'folder', '--image', 'x'],
    ['run', '--kubeconfig', 'broken/x', '--image', 'x'],
    ['cleanup', '--kubeconfig', 'kubeconfig'],
    ['verify', '--image', 'x', '--sonobuoy', 'broken', '--kubeconfig', 'kubeconfig'],
    ['plugin', '--image', 'x', '--output', 'folder'],
    ['verdict', 'binary'],
    ['verdict', 'broken/x'],
    ['specs', 'init', 'broken/x'],
    ['loadtest', 'status', '--kubeconfig', 'kubeconfig'],
    ['config', 'print', '--config', 'folder'],
  ];
  for (const line of lines)
    it(`is said in a sentence, and is no fault of the suite: ${line.join(' ')}`, async () => {
      const { exit, stderr } = await shakedown(line, { cwd: directory });
      expect(stderr).to.match(SENTENCE).and.not.match(RAW);
      expect(exit, stderr).to.be.oneOf([2, 5]);
    });

  it('is said when the directory of runs cannot be listed, which does not mean that a run is not there', async () => {
    const place = await mkdtemp(join(directory, 'loop-'));
    await symlink('results', join(place, 'results'));
    const { exit, stderr } = await shakedown(['verdict', '20261121'], { cwd: place });
    expect(stderr).to.match(/^FILE_UNUSABLE: results is a link to itself \(ELOOP\)\n/);
    expect(exit).to.equal(2);
  });

  const asking = [
    ['run', '--image', 'x'],
    ['doctor', '--image', 'x'],
    ['verify', '--image', 'x'],
    ['cleanup'],
    ['loadtest', 'status'],
    ['loadtest', 'run', '--target', 'shop.web'],
  ];
  for (const line of asking)
    it(`is said when a login page answers, and not the API server: ${line[0]} ${line[1]}`, async () => {
      await using page = await FakeApiServer.start({
        routes: { '/version': { headers: { 'content-type': 'text/html' }, body: '<html>Welcome' } },
      });
      await writeFile(join(directory, 'page'), page.kubeconfig);
      await using sonobuoy = await pretendedSonobuoy({ version: [{ stdout: 'v0.57.3\n' }] });
      const more = line[0] === 'verify' ? ['--sonobuoy', sonobuoy.path] : [];
      const { exit, stderr } = await shakedown([...line, ...more, '--kubeconfig', 'page'], { cwd: directory });
      expect(stderr).to.match(SENTENCE).and.not.match(RAW);
      expect(stderr).to.include(`${page.url} answered with something that is not the version of Kubernetes`);
      expect(exit, stderr).to.equal(5);
    });

  it('is said when the output cannot be written, because the disk is full', async () => {
    const full = await open('/dev/full', 'w');
    const main = new URL('../../../src/cli/main.ts', import.meta.url).pathname;
    const child = spawn(process.execPath, [main, 'config', 'print'], { stdio: ['ignore', full.fd, 'pipe'] });
    const stderr = child.stderr as Readable;
    const [said, [exit]] = await Promise.all([text(stderr), once(child, 'close') as Promise<[number]>]);
    await full.close();
    expect({ said, exit }).to.deep.equal({
      said: 'LOCAL_RESOURCES: there is no space left on the disk (ENOSPC)\n  expected: this machine to have what the command needs\n  do:       free disk space, or name another directory: --results DIRECTORY\n',
      exit: 5,
    });
  });
});
