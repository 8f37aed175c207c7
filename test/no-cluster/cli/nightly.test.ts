import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { stringify } from 'yaml';
import { processStart } from '../../../src/nightly/process-start.ts';
import { shakedown, type Ended } from './command-line.ts';
import { pretendedSonobuoy } from './pretended-sonobuoy.ts';

/** A cloud of files: `clusters` has a line for each that is there. A file `hang` makes the build hang, after it has begun. */
const BUILD =
  'echo one >> clusters; echo build >> calls; echo $$ > builder; while test -e hang; do sleep 0.05; done; false';
const DELETE = 'rm -f clusters; echo delete >> calls';

describe('shakedown nightly', () => {
  let directory: string;
  let sonobuoy: Awaited<ReturnType<typeof pretendedSonobuoy>>;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'nightly-'));
    sonobuoy = await pretendedSonobuoy({ version: [{ stdout: 'v0.57.3\n' }] });
    await configure({ build: BUILD, delete: DELETE });
  });
  afterEach(async () => {
    await sonobuoy[Symbol.asyncDispose]();
    await rm(directory, { recursive: true });
  });

  const file = (name: string) => join(directory, name);
  const textOf = (name: string) => readFile(file(name), 'utf8');
  const configure = (nightly: object) => writeFile(file('shakedown.config.yaml'), stringify({ image: 'x', nightly }));
  const nightly = (args: string[] = [], started?: (child: ChildProcess) => void): Promise<Ended> =>
    shakedown(['nightly', '--sonobuoy', sonobuoy.path, ...args], { cwd: directory, ...(started && { started }) });
  const noClusterIsLeft = () => expect(existsSync(file('clusters'))).to.equal(false);
  const untilBuilding = async () => {
    while (!existsSync(file('builder'))) await sleep(10);
  };
  /** Starts it with a build that hangs. */
  const hanging = async () => {
    await writeFile(file('hang'), '');
    let child: ChildProcess | undefined;
    const ended = nightly([], (started) => (child = started));
    await untilBuilding();
    return { ended, kill: (signal: NodeJS.Signals) => child?.kill(signal) };
  };

  it('prints its steps, and does nothing, with --dry-run', async () => {
    const { exit, stdout } = await nightly(['--dry-run', '--after-upgrade']);
    expect(stdout).to.equal(`a night would begin:
  1. build       run nightly.build, within 1h
  2. settle      wait until nodes and kube-system are ready, within 15m
  3. snapshot    write down the state of nodes and workloads
  4. verify      run the suite by Sonobuoy, within 45m
  5. compare     compare with the last run before
  6. delete      run nightly.delete, within 30m
`);
    expect([exit, existsSync(file('results'))]).to.deep.equal([0, false]);
    const skipped = await nightly(['--dry-run', '--skip-build']);
    expect(skipped.stdout).to.not.match(/build|delete/);
  });

  it('deletes what a failed build has left, and exits with 5', async () => {
    const { exit, stdout, stderr } = await nightly();
    expect(stderr).to.match(
      /\nbuild failed: it ended with exit code 1; expected: the command that builds the cluster \(nightly\.build\) to succeed\n {2}do: see its output: results\/\.nightly\/\S+\/build\.log\n/,
    );
    expect(stdout).to.match(/\nINFRASTRUCTURE: there was no run\n$/);
    expect(exit).to.equal(5);
    expect(await textOf('calls')).to.equal('build\ndelete\n');
    noClusterIsLeft();
  });

  it('ends the build and deletes the cluster when it is interrupted', async () => {
    const { ended, kill } = await hanging();
    kill('SIGINT');
    const { exit, stdout } = await ended;
    expect(stdout).to.match(/\nINCOMPLETE: it was stopped by SIGINT\n$/);
    expect(exit).to.equal(4);
    expect(await textOf('calls')).to.equal('build\ndelete\n');
    noClusterIsLeft();
  });

  it('that was killed is continued by the next start, which ends the build that still runs, and deletes before it builds', async () => {
    const { ended, kill } = await hanging();
    kill('SIGKILL');
    await ended;
    const dry = await nightly(['--dry-run']);
    expect(dry.stdout).to.match(/^night \S+ would be continued with the step 'delete':\n/);
    const builder = Number(await textOf('builder'));
    expect(processStart(builder)).to.be.a('string');
    await rm(file('builder'));
    const again = nightly([]);
    await untilBuilding();
    expect(processStart(builder)).to.equal(undefined);
    expect(await textOf('clusters')).to.equal('one\n');
    await rm(file('hang'));
    const { exit, stderr } = await again;
    expect(stderr).to.match(/^the command of the step 'build' still runs as process \d+: it is ended$/m);
    expect(exit).to.equal(5);
    expect(await textOf('calls')).to.equal('build\ndelete\nbuild\ndelete\n');
    noClusterIsLeft();
  });

  it('builds no cluster beside one that cannot be deleted', async () => {
    await configure({ build: BUILD, delete: 'echo delete >> calls; false' });
    expect((await nightly()).exit).to.equal(5);
    const { exit, stdout } = await nightly();
    expect(stdout).to.equal(
      '\nINFRASTRUCTURE: the cluster of an earlier night could not be deleted, so no other is built\n',
    );
    expect(exit).to.equal(5);
    expect(await textOf('calls')).to.equal('build\ndelete\ndelete\n');
  });

  it('runs once at a time in a directory', async () => {
    const { ended, kill } = await hanging();
    const { exit, stderr } = await nightly();
    expect(stderr).to.match(
      /NIGHTLY_RUNS: process \d+ is one, since \S+\n {2}expected: no other shakedown nightly in this directory\n/,
    );
    expect(exit).to.equal(5);
    kill('SIGTERM');
    expect((await ended).exit).to.equal(4);
  });

  for (const [what, args, config, text] of [
    ['an area that does not exist', ['--target', 'networking'], { build: BUILD, delete: DELETE }, /^TARGET_UNKNOWN: /],
    [
      'a deletion without a build',
      [],
      { delete: 'true' },
      'CONFIG_INVALID: nightly.delete is set, and nightly.build is empty\n' +
        '  expected: a cluster that is deleted to be one that was built\n' +
        '  do:       set nightly.build, or leave nightly.delete out\n',
    ],
    [
      '--resume without an unfinished night',
      ['--resume'],
      { build: BUILD, delete: DELETE },
      'NIGHTLY_FINISHED: there was no night in this directory\n' +
        '  expected: an unfinished night, to continue it\n' +
        '  do:       begin one: shakedown nightly\n',
    ],
  ] as const)
    it(`refuses ${what} before it builds`, async () => {
      await configure(config);
      const { exit, stdout, stderr } = await nightly([...args]);
      expect([exit, stdout]).to.deep.equal([2, '']);
      expect(stderr).to.satisfy((said: string) => (typeof text === 'string' ? said === text : text.test(said)), stderr);
      expect(existsSync(file('calls'))).to.equal(false);
    });
});
