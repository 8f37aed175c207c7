import { expect } from 'chai';
import { processStart } from '../../../src/nightly/process-start.ts';
import { BUILD, DELETE, fileCloud, type FileCloud } from './file-cloud.ts';

describe('shakedown nightly', () => {
  let cloud: FileCloud;
  beforeEach(async () => {
    cloud = await fileCloud();
    await cloud.configure({ build: BUILD, delete: DELETE });
  });
  afterEach(() => cloud[Symbol.asyncDispose]());

  const noClusterIsLeft = () => expect(cloud.has('clusters')).to.equal(false);
  /** Starts it with a build that hangs. */
  const hanging = async () => {
    await cloud.write('hang', '');
    const started = cloud.start();
    await cloud.until('builder');
    return started;
  };

  it('prints its steps, and does nothing, with --dry-run', async () => {
    const { exit, stdout } = await cloud.nightly(['--dry-run', '--after-upgrade']);
    expect(stdout).to.equal(`a night would begin:
  1. build       run nightly.build, within 1h
  2. settle      wait until nodes and kube-system are ready, within 15m
  3. snapshot    write down the state of nodes and workloads
  4. verify      run the suite by Sonobuoy, within 45m
  5. compare     compare with the last run before
  6. delete      run nightly.delete, within 30m
`);
    expect([exit, cloud.has('results')]).to.deep.equal([0, false]);
    const skipped = await cloud.nightly(['--dry-run', '--skip-build']);
    expect(skipped.stdout).to.not.match(/build|delete/);
  });

  it('deletes what a failed build has left, and exits with 5', async () => {
    const { exit, stdout, stderr } = await cloud.nightly();
    expect(stderr).to.match(
      /\nbuild failed: it ended with exit code 1; expected: the command that builds the cluster \(nightly\.build\) to succeed\n {2}do: see its output: results\/\.nightly\/\S+\/build\.log\n/,
    );
    expect(stdout).to.match(/\nINFRASTRUCTURE: there was no run\n$/);
    expect(exit).to.equal(5);
    expect(await cloud.textOf('calls')).to.equal('build\ndelete\n');
    noClusterIsLeft();
  });

  it('ends the build and deletes the cluster when it is interrupted', async () => {
    const { ended, kill } = await hanging();
    kill('SIGINT');
    const { exit, stdout } = await ended;
    expect(stdout).to.match(/\nINCOMPLETE: it was stopped by SIGINT\n$/);
    expect(exit).to.equal(4);
    expect(await cloud.textOf('calls')).to.equal('build\ndelete\n');
    noClusterIsLeft();
  });

  it('that was killed is continued by the next start, which ends the build that still runs, and deletes before it builds', async () => {
    const { ended, kill } = await hanging();
    kill('SIGKILL');
    await ended;
    const dry = await cloud.nightly(['--dry-run']);
    expect(dry.stdout).to.match(/^night \S+ would be continued with the step 'delete':\n/);
    const builder = Number(await cloud.textOf('builder'));
    expect(processStart(builder)).to.be.a('string');
    await cloud.remove('builder');
    const again = cloud.nightly();
    await cloud.until('builder');
    expect(processStart(builder)).to.equal(undefined);
    expect(await cloud.textOf('clusters')).to.equal('one\n');
    await cloud.remove('hang');
    const { exit, stderr } = await again;
    expect(stderr).to.match(/^the command of the step 'build' still runs as process \d+: it is ended$/m);
    expect(exit).to.equal(5);
    expect(await cloud.textOf('calls')).to.equal('build\ndelete\nbuild\ndelete\n');
    noClusterIsLeft();
  });

  it('builds no cluster beside one that cannot be deleted', async () => {
    await cloud.configure({ build: BUILD, delete: 'echo delete >> calls; false' });
    expect((await cloud.nightly()).exit).to.equal(5);
    const { exit, stdout } = await cloud.nightly();
    expect(stdout).to.equal(
      '\nINFRASTRUCTURE: the cluster of an earlier night could not be deleted, so no other is built: ' +
        'it ended with exit code 1; expected: the command that deletes the cluster (nightly.delete) to succeed, 2 times\n',
    );
    expect(exit).to.equal(5);
    expect(await cloud.textOf('calls')).to.equal('build\ndelete\ndelete\n');
  });

  it('runs once at a time in a directory', async () => {
    const { ended, kill } = await hanging();
    const { exit, stderr } = await cloud.nightly();
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
      await cloud.configure(config);
      const { exit, stdout, stderr } = await cloud.nightly([...args]);
      expect([exit, stdout]).to.deep.equal([2, '']);
      expect(stderr).to.satisfy((said: string) => (typeof text === 'string' ? said === text : text.test(said)), stderr);
      expect(cloud.has('calls')).to.equal(false);
    });
});
