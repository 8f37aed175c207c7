import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { controlOf, serveControl, supervisorGone } from './control.ts';
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
  /** A daemon that runs until it is ended, and then takes its time, as an API server does. */
  const lasting = (mark: string, more: Partial<Daemon> = {}): Daemon => {
    const program = 'setInterval(() => {}, 1e6); process.on("SIGTERM", () => setTimeout(() => process.exit(), 20))';
    return daemon('', { argv: [process.execPath, '-e', program, directory, mark], ...more });
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

  it('leaves a daemon alone that runs as ordered', async () => {
    const { ensure } = controlOf(socket);
    const first = await ensure(lasting('first'));
    expect(first.state).to.equal('running');
    expect(await ensure(lasting('first'))).to.deep.equal(first);
  });

  it('starts a daemon anew when its command or its files are others', async () => {
    const { ensure } = controlOf(socket);
    const { pid: first } = await ensure(lasting('first'));
    const { pid: second } = await ensure(lasting('second'));
    const { pid: third } = await ensure(lasting('second', { files: 'other' }));
    expect(new Set([first, second, third]).size).to.equal(3);
    expect(running()).to.deep.equal(['second']);
  });

  it('keeps one process of a daemon, whatever orders come at the same time', async () => {
    const { ensure, stop, start } = controlOf(socket);
    await ensure(lasting('1'));
    await Promise.all([
      ensure(lasting('2')),
      ensure(lasting('3')),
      stop('example'),
      start('example'),
      ensure(lasting('4')),
    ]);
    expect(running()).to.have.length(1);
    expect(await only()).to.include({ state: 'running', ends: 0 });
  });

  it('reports how a daemon ended, and what it wrote', async () => {
    await controlOf(socket).ensure(daemon('echo told; exit 3', { restart: false }));
    await ended();
    expect(await only()).to.include({ state: 'ended', ends: 1, lastEnd: 'exit code 3' });
    expect(readFileSync(join(directory, 'logs', 'example.log'), 'utf8')).to.equal('told\n');
  });

  it('reports a program that does not exist', async () => {
    await controlOf(socket).ensure({ ...daemon(''), argv: ['/nowhere/etcd'], restart: false });
    await ended();
    expect((await only())?.lastEnd).to.equal('spawn /nowhere/etcd ENOENT');
  });

  it('runs a command, and says which one failed with what', async () => {
    const { run, outcome } = controlOf(socket);
    expect(await run(['cat'], 'given')).to.equal('given');
    expect(await outcome(['/bin/sh', '-c', 'echo bad >&2; exit 4'])).to.deep.equal({
      code: 4,
      stdout: '',
      stderr: 'bad\n',
    });
    const failed = await run(['/bin/sh', '-c', 'echo bad >&2; exit 4']).catch((error: Error) => error.message);
    expect(failed).to.equal(
      "TESTBED_COMMAND: exit code 4: bad\n  expected: '/bin/sh -c echo bad >&2; exit 4' to end well inside the cluster",
    );
  });

  it('gives nothing of its own environment to what it runs', async () => {
    process.env.HTTPS_PROXY = 'http://proxy.example';
    const seen = await controlOf(socket).run(['env']);
    delete process.env.HTTPS_PROXY;
    expect(seen).not.to.include('PROXY');
  });

  it('refuses to start what was never ordered', async () => {
    const refused = await controlOf(socket)
      .start('kubelet')
      .catch((error: Error) => error.message);
    expect(refused).to.equal('no daemon kubelet: there are none');
  });

  it('says by its silence that it is gone', async () => {
    await supervisorGone(join(directory, 'nobody.sock'));
    const gone = await controlOf(join(directory, 'nobody.sock'))
      .hello()
      .catch((error: Error) => error.message);
    expect(gone).to.match(/^connect ENOENT/);
  });
});
