import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { systemClock } from '../time/clock.ts';
import { processStart } from './process-start.ts';
import { runCommand, type NightCommand } from './run-command.ts';

describe('A command of a night', () => {
  let directory: string;
  let log: string;
  let leader = 0;
  const stop = new AbortController();
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'command-'));
    log = join(directory, 'build.log');
  });
  afterEach(() => rm(directory, { recursive: true }));

  const run = (text: string, options: Partial<NightCommand> = {}) =>
    runCommand({
      ...{ what: 'the command that builds the cluster', key: 'nightly.build', text, log, environment: {} },
      ...{ withinMs: 5_000, clock: systemClock, signal: stop.signal },
      onStart: ({ pid }) => (leader = pid),
      ...options,
    });
  const printed = () => readFile(log, 'utf8');
  const failure = (promise: Promise<void>) =>
    promise.then(
      () => 'it succeeded',
      (error: Error) => error.message,
    );

  it('is a script of a shell, whose output goes to a file of its owner alone', async () => {
    await run('echo "$NIGHTLY_ID" | tr a-z A-Z; echo bad >&2', { environment: { NIGHTLY_ID: 'n-1' } });
    expect(await printed()).to.equal('N-1\nbad\n');
    expect((await stat(log)).mode & 0o777).to.equal(0o600);
  });

  it('gets nothing put into it: what a variable holds is no script', async () => {
    await run('printf %s "$NIGHTLY_CLUSTER"', { environment: { NIGHTLY_CLUSTER: '$(exit 3); `false`' } });
    expect(await printed()).to.equal('$(exit 3); `false`');
  });

  it('ends at its first command that fails, and says how, without its text and its output', async () => {
    expect(await failure(run('echo secret-4711; false; echo later'))).to.equal(
      'NIGHTLY_COMMAND: it ended with exit code 1\n' +
        '  expected: the command that builds the cluster (nightly.build) to succeed\n' +
        `  do:       see its output: ${log}`,
    );
    expect(await printed()).to.equal('secret-4711\n');
    expect(await failure(run('kill -TERM $$'))).to.contain('it ended with SIGTERM');
  });

  it('is ended with all its processes when its time is over', async () => {
    expect(await failure(run('sleep 60 & echo $!; sleep 60', { withinMs: 200 }))).to.contain(
      'it has not ended within 200 ms',
    );
    await isOver(Number(await printed()));
  });

  it('is ended with all its processes when the night is stopped', async () => {
    const interrupt = new AbortController();
    const running = failure(run('sleep 60 & echo $!; sleep 60', { signal: interrupt.signal }));
    while ((await printed()) === '') await sleep(10);
    interrupt.abort(new Error('it was stopped by SIGINT'));
    expect(await running).to.equal('it was stopped by SIGINT');
    await isOver(Number(await printed()));
    expect(processStart(leader)).to.equal(undefined);
  });

  it('does not begin before its process is written down', async () => {
    const killed = new Error('killed');
    const error = await run('echo begun', {
      onStart: ({ pid }) => {
        leader = pid;
        throw killed;
      },
    }).catch((thrown: unknown) => thrown);
    expect(error).to.equal(killed);
    process.kill(leader, 'SIGKILL');
    await isOver(leader);
    expect(await printed()).to.equal('');
  });

  it('leaves running what it has started to stay', async () => {
    await run('sleep 60 & echo $!');
    const stays = Number(await printed());
    expect(processStart(stays)).to.be.a('string');
    process.kill(stays, 'SIGKILL');
  });

  /** Whoever adopts an orphan waits for it a moment later. */
  async function isOver(pid: number): Promise<void> {
    expect(pid).to.be.greaterThan(1);
    while (processStart(pid) !== undefined) await sleep(10);
  }
});
