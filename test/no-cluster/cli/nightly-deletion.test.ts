import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { BUILD, DELETE, fileCloud, type FileCloud } from './file-cloud.ts';

/** Longer than the time in which one Ctrl-C may arrive twice. */
const NO_ECHO = 1_100;

describe('The deletion of a cluster by shakedown nightly', function () {
  this.timeout(60_000);
  let cloud: FileCloud;
  beforeEach(async () => {
    cloud = await fileCloud();
    await cloud.configure({ build: BUILD, delete: DELETE });
  });
  afterEach(() => cloud[Symbol.asyncDispose]());

  it('goes on whatever signals come, and is not begun again', async () => {
    await cloud.write('hang-delete', '');
    const { ended, kill } = cloud.start();
    await cloud.until('deleter');
    kill('SIGINT');
    await sleep(NO_ECHO);
    kill('SIGTERM');
    kill('SIGINT');
    await sleep(NO_ECHO);
    kill('SIGTERM');
    await sleep(100);
    await cloud.remove('hang-delete');
    const { exit, stderr } = await ended;
    expect(stderr).to.contain(
      '\nSIGINT: ending in order, with the deletion of the cluster; no further SIGINT or SIGTERM ends it before\n',
    );
    expect([exit, cloud.has('clusters')], stderr).to.deep.equal([5, false]);
    expect(await cloud.textOf('calls')).to.equal('build\ndelete\n');
  });

  it('follows a stop by SIGINT and then SIGTERM, as CI systems send them', async () => {
    await cloud.write('hang', '');
    await cloud.write('hang-delete', '');
    const { ended, kill } = cloud.start();
    await cloud.until('builder');
    kill('SIGINT');
    await cloud.until('deleter');
    await sleep(NO_ECHO);
    kill('SIGTERM');
    await sleep(100);
    await cloud.remove('hang-delete');
    const { exit, stdout, stderr } = await ended;
    expect(stdout).to.match(/\nINCOMPLETE: it was stopped by SIGINT\n$/);
    expect([exit, cloud.has('clusters')], stderr).to.deep.equal([4, false]);
  });

  it('comes before all that could refuse to begin another night', async () => {
    await cloud.write('hang', '');
    const { ended, kill } = cloud.start();
    await cloud.until('builder');
    kill('SIGKILL');
    await ended;
    await cloud.remove('hang');
    await cloud.configure({ build: BUILD, delete: DELETE, resumeWithin: '1ms' });
    const { exit, stderr } = await cloud.nightly(['--sonobuoy', cloud.file('no-sonobuoy')]);
    expect(stderr).to.match(/SONOBUOY_MISSING: /);
    expect([exit, cloud.has('clusters')], stderr).to.deep.equal([5, false]);
    expect(await cloud.textOf('calls')).to.equal('build\ndelete\n');
  });

  it('is all that --only-delete does, also for a night that could be continued, and nothing when no cluster is left', async () => {
    expect((await cloud.nightly(['--only-delete'])).exit).to.equal(0);
    await cloud.write('hang', '');
    const { ended, kill } = cloud.start();
    await cloud.until('builder');
    kill('SIGKILL');
    await ended;
    const deleted = await cloud.nightly(['--only-delete', '--sonobuoy', cloud.file('no-sonobuoy')]);
    expect([deleted.exit, cloud.has('clusters')], deleted.stderr).to.deep.equal([0, false]);
    const { exit, stderr } = await cloud.nightly(['--only-delete']);
    expect([exit, stderr]).to.deep.equal([0, 'no night has left a cluster\n']);
    expect(await cloud.textOf('calls')).to.equal('build\ndelete\n');
  });

  it('is not taken for done when its command is gone from the configuration', async () => {
    await cloud.write('away', '');
    await cloud.nightly();
    await cloud.configure({ build: BUILD });
    const { exit, stderr } = await cloud.nightly();
    expect(stderr).to.match(
      /^NIGHTLY_LEFT: night \S+ has left its cluster, and nightly\.delete is empty\n {2}expected: nightly\.delete to delete the cluster of an earlier night\n {2}do: {7}set nightly\.delete again; or delete the cluster yourself, then remove results\/\.nightly\/night\.json\n$/,
    );
    expect([exit, cloud.has('clusters')]).to.deep.equal([2, true]);
  });
});
