import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { controlOf, serveControl, untilSupervisorEnds } from './control.ts';
import { Supervisor, type Daemon } from './supervisor.ts';
import { waitFor } from '../cluster/wait-for.ts';

describe('The supervisor, by its control socket', () => {
  let directory: string;
  let socket: string;
  let server: Server;
  let supervisor: Supervisor;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'supervisor-'));
    socket = join(directory, 'control.sock');
    supervisor = new Supervisor();
    server = serveControl(supervisor, socket);
  });

  afterEach(async () => {
    for (const { name } of supervisor.list()) await supervisor.stop(name, 'SIGKILL');
    server.close();
    rmSync(directory, { recursive: true });
  });

  const daemon = (script: string, more: Partial<Daemon> = {}): Daemon => ({
    name: 'example',
    argv: ['/bin/sh', '-c', script, directory],
    log: join(directory, 'logs', 'example.log'),
    ...more,
  });
  const only = async () => (await controlOf(socket).list())[0];
  const ended = () =>
    waitFor({
      expected: 'it to end',
      within: '10s',
      every: '10ms',
      missing: async () => ((await only())?.state === 'ended' ? undefined : 'runs'),
    });
  /** A daemon that runs until it is ended, and then takes some time to end, as an API server does. */
  const longRunning = (label: string, more: Partial<Daemon> = {}): Daemon => {
    const program = 'setInterval(() => {}, 1e6); process.on("SIGTERM", () => setTimeout(() => process.exit(), 20))';
    return daemon('', { argv: [process.execPath, '-e', program, directory, label], ...more });
  };
  const running = () =>
    readdirSync('/proc')
      .filter((pid) => /^\d+$/.test(pid))
      .map((pid) => {
        try {
          return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
        } catch {
          return [];
        }
      })
      .filter((argv) => argv.includes(directory))
      .map((argv) => argv.at(-2));

  it('does not restart a daemon that runs as ordered', async () => {
    const { ensure } = controlOf(socket);
    const first = await ensure(longRunning('first'));
    expect(first.state).to.equal('running');
    expect(await ensure(longRunning('first'))).to.deep.equal(first);
  });

  it('restarts a daemon when its command or its files change', async () => {
    const { ensure } = controlOf(socket);
    const { pid: first } = await ensure(longRunning('first'));
    const { pid: second } = await ensure(longRunning('second'));
    const { pid: third } = await ensure(longRunning('second', { files: 'other' }));
    expect(new Set([first, second, third]).size).to.equal(3);
    expect(running()).to.deep.equal(['second']);
  });

  it('keeps one process per daemon when several orders come at the same time', async () => {
    const { ensure, stop, start } = controlOf(socket);
    await ensure(longRunning('1'));
    await Promise.all([
      ensure(longRunning('2')),
      ensure(longRunning('3')),
      stop('example'),
      start('example'),
      ensure(longRunning('4')),
    ]);
    expect(running()).to.have.length(1);
    expect(await only()).to.include({ state: 'running', ends: 0 });
  });

  it('reports how a daemon ended, and keeps its output', async () => {
    await controlOf(socket).ensure(daemon('echo written; exit 3', { restart: false }));
    await ended();
    expect(await only()).to.include({ state: 'ended', ends: 1, lastEnd: 'exit code 3' });
    expect(readFileSync(join(directory, 'logs', 'example.log'), 'utf8')).to.equal('written\n');
  });

  it('reports a program that does not exist', async () => {
    await controlOf(socket).ensure({ ...daemon(''), argv: ['/nowhere/etcd'], restart: false });
    await ended();
    expect((await only())?.lastEnd).to.equal('spawn /nowhere/etcd ENOENT');
  });

  it('runs a command, and names the one that failed, with its exit code and output', async () => {
    const { run, outcome } = controlOf(socket);
    expect(await run(['cat'], 'input')).to.equal('input');
    expect(await outcome(['/bin/sh', '-c', 'echo bad >&2; exit 4'])).to.deep.equal({
      code: 4,
      stdout: '',
      stderr: 'bad\n',
    });
    const failed = await run(['/bin/sh', '-c', 'echo bad >&2; exit 4']).catch((error: Error) => error.message);
    expect(failed).to.equal(
      "TESTBED_COMMAND: exit code 4: bad\n  expected: '/bin/sh -c echo bad >&2; exit 4' to succeed inside the cluster",
    );
  });

  it('passes none of its own environment to the commands that it runs', async () => {
    process.env.HTTPS_PROXY = 'http://proxy.example';
    const seen = await controlOf(socket).run(['env']);
    delete process.env.HTTPS_PROXY;
    expect(seen).not.to.include('PROXY');
  });

  it('refuses to start a daemon that was never ordered', async () => {
    const refused = await controlOf(socket)
      .start('kubelet')
      .catch((error: Error) => error.message);
    expect(refused).to.equal('no daemon kubelet: there are none');
  });

  it('has ended when it does not answer', async () => {
    await untilSupervisorEnds(join(directory, 'nobody.sock'));
    const refused = await controlOf(join(directory, 'nobody.sock'))
      .hello()
      .catch((error: Error) => error.message);
    expect(refused).to.match(/^connect ENOENT/);
  });
});
