import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { discoverable } from '../../fake-api-server/discoverable.ts';
import { FakeApiServer } from '../../fake-api-server/fake-api-server.ts';
import { shakedown } from '../cli/command-line.ts';

/** What is broken in the cluster says this: a command in lines of its own, and one in the middle of a line. */
const SAID = '##[add-mask]staging\\n::stop-commands::t\\n  ::error::x';

describe('The log of a job of GitHub Actions', function () {
  this.timeout(60_000);
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'job-log-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  it('has no command of the cluster in the live lines of a run', async () => {
    await using api = await FakeApiServer.start({ routes: discoverable, objects: {} });
    await mkdir(join(directory, 'specs', 'area'), { recursive: true });
    await writeFile(join(directory, 'kubeconfig'), api.kubeconfig);
    await writeFile(
      join(directory, 'specs/area/one.spec.ts'),
      `import { check } from 'shakedown';
       check('one', { id: 'area/one', uses: [] }, async () => { throw new Error('${SAID}'); });`,
    );
    const env = { GITHUB_ACTIONS: 'true' };
    const args = ['run', '--specs', 'specs', '--target', 'area', '--kubeconfig', 'kubeconfig', '--image', 'x'];
    const { stdout, stderr } = await shakedown(args, { cwd: directory, env });
    expect(stdout).to.match(/ error .* area\/one\n[^]*## \[add-mask\]staging/);
    expect(`${stdout}\n${stderr}`).to.not.match(/^\s*::|##\[/m);
  });

  it('has none in the errors of commands', async () => {
    const named = await shakedown(['verdict', '##[add-mask]x\n::stop-commands::t'], {
      cwd: directory,
      env: { GITHUB_ACTIONS: 'true' },
    });
    expect(named.stderr).to.include('## [add-mask]x');
    expect(named.stderr).to.not.match(/^\s*::|##\[/m);
  });
});
