import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { renderers, type Renderer } from '../../../src/publish/renderers.ts';
import { runPlugin, startPlugin, takeFrom } from './plugin-run.ts';
import { progressServer } from './progress-server.ts';
import { startProgram } from './started-program.ts';
import { finderIn } from './suite-run.ts';

/** One check that passes, and a second one with the given body, which begins when the first has ended. */
const specs = (body: string) => ({
  'area/one.spec.ts': `
    import { check } from 'shakedown';
    const first = Promise.withResolvers();
    check('first', { id: 'area/first', uses: [] }, async () => void first.resolve());
    check('second', { id: 'area/second', uses: [], within: '1h' }, async (tools) => {
      await first.promise;
      await new Promise((resolve) => setTimeout(resolve, 100));
      console.log('second begins');
      ${body}
    });`,
});

describe('The hand-over to Sonobuoy', function () {
  this.timeout(60_000);

  it('is one archive that every user may read, named in the file done; the exit code is 0 even if a test failed', async () => {
    const handed = await runPlugin(specs(`tools.attach('log', 'text'); throw new Error('no luck');`));
    expect(handed.exit).to.equal(0);
    expect(handed.done).to.equal('results.tar.gz');
    expect(handed.mode).to.equal(0o644);
    const rendered = Object.values<Renderer>(renderers).flatMap(({ file }) => file ?? []);
    expect(handed.names).to.have.members([
      'area.second-log.txt',
      ...['nodes', 'warnings', 'workloads'].map((what) => `run-${what}-before-the-first-test.txt`),
      'journal.ndjson',
      'shakedown.log',
      ...rendered,
    ]);
    expect(handed.results.tests.map(({ status }) => status)).to.deep.equal(['passed', 'error']);
    expect(handed.junit).to.contain('<error message="Error: no luck" type="error">');
  });

  it('posts progress: at the start, and at the end with failed tests separate from completed ones', async () => {
    await using worker = await progressServer();
    await runPlugin(specs(`throw new Error('no luck');`), { env: { SONOBUOY_PROGRESS_PORT: worker.port } });
    expect(worker.posts.at(0)).to.deep.equal({ msg: 'starting', total: 0, completed: 0, failures: [] });
    expect(worker.posts.at(-1)).to.deep.equal({
      msg: '2 of 2 tests done, 1 not passed',
      total: 2,
      completed: 1,
      failures: ['area/second'],
    });
  });

  it('posts the cause of a wait during the wait', async () => {
    await using worker = await progressServer();
    const waits = `await tools.cluster.until(
      {
        ...{ title: 'web is up', rights: [], read: async ({ why }) => why },
        judge: (why) => ({ state: 'not yet', reason: why ? 'no such image' : '0 of 1 replica', counts: 'desired 1' }),
      },
      { within: '10s' },
    );`;
    const { results } = await runPlugin(specs(waits), { env: { SONOBUOY_PROGRESS_PORT: worker.port } });
    expect(worker.posts.map(({ msg }) => msg)).to.include(
      '1 of 2 tests done, 1 running: area/second waits: no such image',
    );
    const { message, counts } = finderIn(results)('area/second').reason ?? {};
    expect([message, counts]).to.deep.equal(['no such image', 'desired 1']);
  });

  it('works when no server accepts its progress', async () => {
    const { exit, results } = await runPlugin(specs(''), { env: { SONOBUOY_PROGRESS_PORT: '1' } });
    expect([exit, results.tests.length]).to.deep.equal([0, 2]);
  });

  /** What is handed over when the runner ends during the second check. */
  async function endedBy(body: string, options: Parameters<typeof runPlugin>[1] = {}) {
    const { exit, results, junit } = await runPlugin(specs(body), options);
    const test = finderIn(results);
    expect(exit).to.equal(0);
    expect(test('area/first').status).to.equal('passed');
    expect(test('area/second').status).to.equal('not-run');
    expect(test('area/second').reason?.message).to.equal(`running when it was cut off: ${results.run.interruption}`);
    expect(junit).to.contain('<testcase name="the run is complete"');
    return results.run.interruption;
  }

  it('contains the results in the journal when the runner is killed', async () => {
    expect(await endedBy(`process.kill(process.pid, 'SIGKILL'); await new Promise(() => {});`)).to.equal(
      'the runner was killed by SIGKILL, perhaps because its container was out of memory',
    );
  });

  it('contains the results in the journal when a spec ends the process', async () => {
    expect(await endedBy(`console.error('goodbye'); process.exit(0);`)).to.equal(
      'the runner ended with code 0: goodbye',
    );
  });

  it('contains the results in the journal when the runner crashes', async () => {
    expect(await endedBy(`process.abort();`)).to.equal('the runner was killed by SIGABRT');
  });

  it('contains the results in the journal when the runner is out of memory', async () => {
    const eat = `const eaten = []; for (;;) eaten.push(new Array(10_000).fill(eaten.length));`;
    expect(await endedBy(eat, { nodeOptions: ['--max-old-space-size=64'] })).to.equal(
      'the runner ran out of memory; give its container more',
    );
  });

  for (const [what, eat] of [
    ['objects', 'const eaten = []; for (;;) eaten.push(new Array(10_000).fill(eaten.length));'],
    [
      'buffers',
      'const eaten = []; for (;;) { eaten.push(Buffer.alloc(2 ** 20, 1)); await new Promise((done) => setTimeout(done, 5)); }',
    ],
  ] as const)
    it(`contains the results in the journal when the runner fills the memory of its container with ${what}`, async () => {
      expect(await endedBy(eat, { memory: 500 })).to.match(
        /^the runner ran out of memory; give its container more$|^the runner was ended, because its container uses \d+ MiB of 500 MiB memory; give it more \(sonobuoy\.resources\)$/,
      );
    });

  it('contains the results in the journal when the runner hangs beyond its deadline', async () => {
    const config = { run: { deadline: '8s' } };
    const limits = { beyondDeadline: 500, termination: 500 };
    expect(await endedBy(`for (;;) {}`, { config, limits })).to.equal(
      'the runner did not end within 8.5 s and was killed',
    );
  });

  it('contains the results of the run when the pod is terminated, in time', async () => {
    await using plugin = await startPlugin(specs('await new Promise(() => setInterval(() => {}, 1_000));'));
    await plugin.untilPrinted('second begins');
    plugin.child.kill('SIGTERM');
    const { exit, results } = await takeFrom(plugin);
    expect(exit).to.equal(0);
    expect(results.run.interruption).to.equal('the run was stopped by SIGTERM');
    expect(results.tests.map(({ status }) => status)).to.deep.equal(['passed', 'not-run']);
  });

  it('contains the results in the journal when the pod is terminated and the runner does not react', async () => {
    await using plugin = await startPlugin(specs('for (;;) {}'), { limits: { termination: 500 } });
    await plugin.untilPrinted('second begins');
    plugin.child.kill('SIGTERM');
    const { exit, results } = await takeFrom(plugin);
    expect(exit).to.equal(0);
    expect(results.run.interruption).to.equal('the run was stopped by SIGTERM');
    expect(results.tests.map(({ status }) => status)).to.deep.equal(['passed', 'not-run']);
  });

  it('has the reason when the runner could not start, because there is no cluster', async () => {
    const { exit, results, junit } = await runPlugin(specs(''), { noServer: true });
    expect(exit).to.equal(0);
    expect(results.run.trouble).to.deep.include({ kind: 'infrastructure', code: 'CLUSTER_UNREACHABLE' });
    expect(junit).to.contain('<testcase name="the run can judge the cluster"');
  });

  it('has the reason when the runner died before it began', async () => {
    const { results } = await runPlugin(specs(''), { config: { nonsense: true } });
    expect(results.run.interruption).to.match(/^the runner ended with code 1: ./);
  });

  it('is a report with one error when the results cannot be rendered', async () => {
    const { exit, done, names, junit } = await runPlugin(
      specs(`
        const { mkdirSync, rmSync } = await import('node:fs');
        const results = process.argv.at(-1) + '/results.json';
        rmSync(results, { force: true });
        mkdirSync(results + '/in-the-way', { recursive: true });
        process.kill(process.pid, 'SIGKILL');
        await new Promise(() => {});`),
    );
    expect([exit, done]).to.deep.equal([0, 'results.tar.gz']);
    expect(names).to.include('journal.ndjson').and.not.to.include('results.json');
    expect(junit).to.contain('<testcase name="the results can be handed over"');
    expect(junit).to.match(
      /<error type="error" message="the results could not be rendered: [^"]*\(EISDIR\); the last report of the runner is junit.runner.xml"\/>/,
    );
    expect(names).to.include('junit.runner.xml');
  });

  it('happens once: a restarted container hands over nothing more', async () => {
    await using plugin = await startPlugin(specs(`throw new Error('it ran again');`));
    const root = join(plugin.directory, 'handed-over');
    await plugin.ended;
    const before = await readdir(root);
    await using again = await startPlugin(specs(''), { env: { SONOBUOY_RESULTS_DIR: root } });
    expect(await again.ended).to.equal(0);
    expect(again.stderr()).to.contain('the results were handed over before');
    expect(await readdir(root)).to.deep.equal(before);
  });

  it('is only the report when no archive can be created', async () => {
    await using plugin = await startPlugin(specs('await new Promise((resolve) => setTimeout(resolve, 1_000));'));
    const root = join(plugin.directory, 'handed-over');
    await plugin.untilPrinted('second begins');
    await mkdir(join(root, 'results.tar.gz.unfinished', 'in-the-way'), { recursive: true });
    await plugin.ended;
    expect(await readFile(join(root, 'done'), 'utf8')).to.equal(join(root, 'run', 'junit.xml'));
  });
});

describe('The run that was handed over', function () {
  this.timeout(60_000);

  it('is published after it, and what comes of that does not matter to Sonobuoy', async () => {
    const { exit, stderr } = await runPlugin(specs(''));
    expect(exit).to.equal(0);
    expect(stderr).to.match(/^publishes \S+\/handed-over\/run after the hand-over$/m);
  });

  it('is not published when whoever started the plugin does that', async () => {
    const { exit, stderr } = await runPlugin(specs(''), { argv: ['--no-publish'] });
    expect(exit).to.equal(0);
    expect(stderr).not.to.contain('publishes');
  });
});

describe('The hand-over outside of Sonobuoy', function () {
  this.timeout(60_000);

  it('leaves the report and the log where hydrophone fetches them; the exit code is that of the verdict', async () => {
    for (const [body, code] of [
      ['', 0],
      [`throw new Error('no luck');`, 4],
      [`process.kill(process.pid, 'SIGKILL'); await new Promise(() => {});`, 4],
    ] as const) {
      await using program = await startProgram(
        (directory) => ({ args: ['hand-over'], env: { SONOBUOY: '', SHAKEDOWN_RESULTS_DIR: directory } }),
        specs(body),
      );
      expect(await program.ended).to.equal(code);
      expect(await readFile(join(program.directory, 'junit_01.xml'), 'utf8')).to.contain(
        '<testcase name="first [area/first]"',
      );
      expect(await readFile(join(program.directory, 'e2e.log'), 'utf8')).to.contain('area/first');
    }
  });
});
