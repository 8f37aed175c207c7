import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { endedTest, nightlyRun } from '../../../src/notify/runs.fixture.ts';
import { shakedown } from '../cli/command-line.ts';

describe('shakedown publish, with metrics and GitHub', function () {
  this.timeout(60_000);
  let directory: string;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'sinks-'));
    for (const run of [nightlyRun(1, [endedTest('dns/a', 'passed')]), nightlyRun(2, [endedTest('dns/a', 'failed')])]) {
      await mkdir(join(directory, 'results', run.run.id), { recursive: true });
      await writeFile(join(directory, 'results', run.run.id, 'results.json'), JSON.stringify(run));
    }
  });
  after(() => rm(directory, { recursive: true }));
  const set = (settings: Record<string, string>) =>
    Object.entries(settings).flatMap(([key, value]) => ['--set', `notify.${key}=${value}`]);
  const run = (args: string[], env: Record<string, string> = {}) => shakedown(args, { cwd: directory, env });
  const RUN = '20261102-220000-aaaa';

  it('writes a file for node-exporter, and leaves no other', async () => {
    const { stdout } = await run(['publish', RUN, ...set({ 'metrics.textfile': 'shakedown.prom' })]);
    expect(stdout).to.equal('textfile: wrote shakedown.prom\n');
    expect(await readFile(join(directory, 'shakedown.prom'), 'utf8')).to.include(
      '\nshakedown_failed_runs{cluster="staging"} 1\n',
    );
    expect(await readdir(directory)).to.deep.equal(['results', 'shakedown.prom']);
    const { exit, stderr } = await run(['publish', RUN, ...set({ 'metrics.textfile': 'absent/x.prom' })]);
    expect(`${exit} ${stderr}`).to.match(/^2 not published to textfile: NOTIFY_UNWRITABLE: .*absent\/x\.prom/);
  });

  it('replaces the metrics of the cluster in a Pushgateway, with its password', async () => {
    const seen: string[] = [];
    const server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (part: string) => (body += part));
      request.on('end', () => {
        seen.push(`${request.method} ${request.url} ${request.headers.authorization} ${body.split('\n').length > 20}`);
        response.writeHead(200).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const flags = set({
      'metrics.pushgateway': `http://${host}/`,
      'metrics.username': 'ci',
      'metrics.password': 'env:PUSH',
    });
    const { stdout } = await run(['publish', RUN, ...flags], { PUSH: 'secret' });
    await new Promise((resolve) => server.close(resolve));
    expect(stdout).to.equal(`pushgateway: pushed to ${host}\n`);
    const login = Buffer.from('ci:secret').toString('base64');
    expect(seen).to.deep.equal([`PUT /metrics/job/shakedown/cluster@base64/c3RhZ2luZw Basic ${login} true`]);
  });

  it('writes the summary of a job of GitHub Actions, and its annotations, unless that is turned off', async () => {
    const env = { GITHUB_STEP_SUMMARY: join(directory, 'summary.md') };
    const { stdout } = await run(['publish', RUN], env);
    expect(stdout).to.equal(
      '\n::error title=dns/a::dns/a is broken\ngithub: wrote the summary of the job, and 1 annotation\n',
    );
    expect(await readFile(env.GITHUB_STEP_SUMMARY, 'utf8')).to.match(
      /^### staging FAILED: dns\/a: dns\/a is broken; since/,
    );
    const { exit } = await run(['publish', RUN, ...set({ github: 'false' })], env);
    expect(exit).to.equal(2);
  });

  it('writes the same by shakedown summary --github, and prints it elsewhere', async () => {
    const env = { GITHUB_STEP_SUMMARY: join(directory, 'other.md') };
    expect((await run(['summary', RUN, '--github'], env)).stdout).to.equal('\n::error title=dns/a::dns/a is broken\n');
    const { stdout } = await run(['summary', RUN, '--github']);
    expect(stdout).to.equal(await readFile(env.GITHUB_STEP_SUMMARY, 'utf8'));
    expect(stdout).to.include('**Changes since run 20261101-220000-aaaa**');
  });

  it('prints no text of the cluster that the runner of a job would take for a command', async () => {
    const reason = { code: 'X', message: '::add-mask::staging ##[error]x' };
    const { run: facts, ...rest } = nightlyRun(5, [endedTest('dns/a', 'failed', { reason })]);
    await mkdir(join(directory, 'results', facts.id), { recursive: true });
    await writeFile(join(directory, 'results', facts.id, 'results.json'), JSON.stringify({ run: facts, ...rest }));
    const inJob = await run(['summary', facts.id], { GITHUB_ACTIONS: 'true' });
    expect(inJob.stdout).to.match(/\n +: :add-mask::staging ## \[error\]x\n/);
    expect(inJob.stdout).not.to.match(/^\s*::|##\[/m);
    expect((await run(['summary', facts.id])).stdout).to.match(/\n +::add-mask::staging ##\[error\]x\n/);
  });

  it('writes no summary into a step that has no room left for it', async () => {
    const env = { GITHUB_STEP_SUMMARY: join(directory, 'full.md') };
    await writeFile(env.GITHUB_STEP_SUMMARY, 'x'.repeat(1024 ** 2 - 100));
    const { exit, stderr } = await run(['publish', RUN, '--to', 'github'], env);
    expect(exit).to.equal(2);
    expect(stderr).to.equal(
      [
        `not published to github: NOTIFY_SUMMARY_FULL: ${env.GITHUB_STEP_SUMMARY} has 1048476 bytes already`,
        '  expected: room in the summary of this step, which GitHub limits to 1 MiB',
        '  do:       publish the run in a step of its own, or set notify.github: false',
        '',
      ].join('\n'),
    );
  });
});
