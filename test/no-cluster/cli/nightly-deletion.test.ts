import { mkdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import type { Step } from '../../../src/nightly/steps.ts';
import { endedTest, nightlyRun } from '../../../src/notify/runs.fixture.ts';
import type { RunFacts } from '../../../src/results/model.ts';
import { readResults } from '../../../src/results/read.ts';
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

  describe('that fails', () => {
    /** A night whose run has ended, and was not published yet. */
    const judged = async (more: Partial<RunFacts> = {}) => {
      const run = nightlyRun(27, [endedTest('dns/a', 'passed')], more);
      const at = new Date().toISOString();
      const ended = (step: Step, runId?: string) => [
        { kind: 'started', step, at, ...(runId && { runId }) },
        { kind: 'ended', step, at, outcome: 'done', text: 'PASSED', ...(runId && { exitCode: 0 }) },
      ];
      const events = [...ended('build'), ...ended('verify', run.run.id)];
      const plan: Step[] = ['build', 'verify', 'publish', 'delete'];
      await mkdir(cloud.file(`results/${run.run.id}`), { recursive: true });
      await mkdir(cloud.file('results/.nightly'));
      await cloud.write(`results/${run.run.id}/results.json`, JSON.stringify(run));
      const night = { schemaVersion: 1, id: run.run.id, plan, afterUpgrade: false, startedAt: at, events };
      await cloud.write('results/.nightly/night.json', JSON.stringify(night));
      await cloud.write('away', '');
      return cloud.file(`results/${run.run.id}/results.json`);
    };

    it('is tried again, told to all that is configured, and kept with the run; the next night tries it first, and tells again', async () => {
      const bodies: { type: string; id: string; data: { headline: string } }[] = [];
      const server = createServer((request, response) => {
        let body = '';
        request.setEncoding('utf8').on('data', (part: string) => (body += part));
        request.on('end', () => {
          bodies.push(JSON.parse(body));
          response.writeHead(204).end();
        });
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
      const notify = { webhook: { url, tell: 'always' }, metrics: { textfile: 'shakedown.prom' } };
      await cloud.configure({ build: BUILD, delete: DELETE, deleteAgainAfter: ['1ms', '1ms'] }, { notify });
      const place = await judged();
      const env = { GITHUB_STEP_SUMMARY: cloud.file('summary.md') };
      const { exit, stdout } = await cloud.nightly([], { env });
      const why =
        'it ended with exit code 1; expected: the command that deletes the cluster (nightly.delete) to succeed, 3 times';
      expect(stdout.trimEnd().split('\n').slice(-2)).to.deep.equal([
        'PASSED',
        `INFRASTRUCTURE: the cluster is left, its deletion failed: ${why}; the next night deletes it first, and shakedown nightly --only-delete now`,
      ]);
      expect(exit).to.equal(5);
      expect(await cloud.textOf('calls')).to.equal('delete\n'.repeat(3));
      expect(bodies.map(({ type }) => type)).to.deep.equal(['shakedown.run.passed', 'shakedown.run.cluster-left']);
      expect(bodies[1]?.data.headline).to.equal(`staging could not be deleted: ${why}; its run: passed`);
      expect(await cloud.textOf('shakedown.prom')).to.contain('\nshakedown_cluster_left{cluster="staging"} 1\n');
      expect(await cloud.textOf('summary.md')).to.match(
        /^### staging PASSED\n[^]*^### staging could not be deleted: /m,
      );
      expect(readResults(await readFile(place, 'utf8')).run.leftCluster?.message).to.equal(why);

      const again = await cloud.nightly();
      expect([again.exit, again.stdout]).to.deep.equal([
        5,
        `\nINFRASTRUCTURE: the cluster of an earlier night could not be deleted, so no other is built: ${why.replace('3', '6')}\n`,
      ]);
      expect(bodies[2]?.type).to.equal('shakedown.run.cluster-left');
      expect(bodies[2]?.id).to.not.equal(bodies[1]?.id);
      await new Promise((resolve) => server.close(resolve));
    });

    it('is told after a stop, too', async () => {
      const notify = { metrics: { textfile: 'shakedown.prom' } };
      await cloud.configure({ build: BUILD, delete: DELETE }, { notify });
      await cloud.write('hang', '');
      await cloud.write('away', '');
      const { ended, kill } = cloud.start();
      await cloud.until('builder');
      kill('SIGTERM');
      const { exit, stdout } = await ended;
      expect(stdout).to.match(
        /\nthe cluster is left, its deletion failed: .*\nbuild failed: .*\nINCOMPLETE: it was stopped by SIGTERM\n$/,
      );
      expect(exit).to.equal(4);
      expect(await cloud.textOf('shakedown.prom')).to.contain('shakedown_cluster_left{cluster="cluster"} 1\n');
    });

    it('leaves what was measured of a run that was cut off', async () => {
      const notify = { metrics: { textfile: 'shakedown.prom' } };
      await cloud.configure({ build: BUILD, delete: DELETE }, { notify });
      const place = await judged({ endedAt: undefined, interruption: 'the pod was evicted' });
      await cloud.nightly();
      const { run, tests } = readResults(await readFile(place, 'utf8'));
      expect([run.interruption, tests.map(({ id }) => id)]).to.deep.equal(['the pod was evicted', ['dns/a']]);
    });
  });
});
