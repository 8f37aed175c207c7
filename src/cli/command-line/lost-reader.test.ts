import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';

const MAIN = new URL('../main.ts', import.meta.url).pathname;

describe('The program', () => {
  it('ends normally when nobody reads its output', async () => {
    const child = spawn(process.execPath, [MAIN, 'config', 'print'], { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.destroy();
    const [said, [exit]] = await Promise.all([text(child.stderr), once(child, 'close') as Promise<[number]>]);
    expect([exit, said]).to.deep.equal([0, '']);
  });
});
