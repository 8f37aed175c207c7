import { expect } from 'chai';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const module = fileURLToPath(new URL('target-app.ts', import.meta.url));

type Line = { msg: string; port?: number; served?: number; error?: string };

describe('shakedown target-app', () => {
  const children: ChildProcess[] = [];
  afterEach(async () => {
    for (const child of children.splice(0)) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  });

  function run(...args: string[]) {
    const program = `import { targetApp } from ${JSON.stringify(module)}; await targetApp(process.argv.slice(1));`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', program, '--', '--port=0', ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const exit = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
    /** The next log line with this message. */
    const line = async (msg: string): Promise<Line> => {
      for (;;) {
        const next = await lines.next();
        if (next.done) throw new Error(`the app ended before it logged '${msg}'`);
        const parsed = JSON.parse(next.value) as Line;
        if (parsed.msg === msg) return parsed;
      }
    };
    return { child, exit, line };
  }
  const get = (port: number | undefined, path = '/') => fetch(`http://127.0.0.1:${port}${path}`);

  it('on SIGTERM answers running requests, logs how many it served, and exits with 0', async () => {
    const { child, exit, line } = run('--drain=50ms', '--latency=100ms');
    const { port } = await line('listening');
    const underWay = get(port);
    while (!(await (await get(port, '/metrics')).text()).includes('in_flight 1')) continue;
    child.kill('SIGTERM');
    expect((await underWay).status).to.equal(200);
    expect((await line('ended')).served).to.be.at.least(2);
    expect(await exit).to.deep.equal([0, null]);
  });

  it('continues to serve while it drains, but is not ready', async () => {
    const { child, exit, line } = run('--drain=300ms');
    const { port } = await line('listening');
    child.kill('SIGTERM');
    await line('received signal');
    expect((await get(port)).status).to.equal(200);
    expect((await get(port, '/readyz')).status).to.equal(503);
    expect(await exit).to.deep.equal([0, null]);
  });

  it('with --sigterm=exit exits at once and aborts running requests', async () => {
    const { child, exit, line } = run('--sigterm=exit', '--latency=1m');
    const { port } = await line('listening');
    const underWay = get(port).then(
      () => 'answered',
      () => 'cut',
    );
    while (!(await (await get(port, '/metrics')).text()).includes('in_flight 1')) continue;
    child.kill('SIGTERM');
    expect(await underWay).to.equal('cut');
    expect(await exit).to.deep.equal([143, null]);
  });

  it('with --sigterm=ignore runs until it is killed', async () => {
    const { child, exit, line } = run('--sigterm=ignore');
    const { port } = await line('listening');
    child.kill('SIGTERM');
    await line('received signal');
    expect((await get(port, '/readyz')).status).to.equal(200);
    child.kill('SIGKILL');
    expect(await exit).to.deep.equal([null, 'SIGKILL']);
  });

  it('ends at once when the signal comes before it listens', async () => {
    const { child, exit, line } = run('--startup-delay=1h', '--log-level=info');
    await line('starting');
    child.kill('SIGTERM');
    expect(await exit).to.deep.equal([0, null]);
  });
});
