import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { lockFile } from './lock-file.ts';
import { readNight, writeNight } from './night-file.ts';
import { done, night } from './night.fixture.ts';
import { processStart } from './process-start.ts';

const date = new Date('2026-11-28T02:00:00Z');

describe('The files of nights', () => {
  let directory: string;
  let lock: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'night-'));
    lock = join(directory, 'lock');
  });
  afterEach(() => rm(directory, { recursive: true }));

  const held = (holder: object) =>
    writeFile(lock, JSON.stringify({ host: hostname(), since: date.toISOString(), ...holder }));

  it('are a lock that one process holds, and nothing afterwards', async () => {
    const first = lockFile(lock, date);
    expect(() => lockFile(lock, date)).to.throw(
      `NIGHTLY_RUNS: process ${process.pid} is one, since 2026-11-28T02:00:00.000Z\n` +
        '  expected: no other shakedown nightly in this directory\n' +
        '  do:       wait for its end',
    );
    first[Symbol.dispose]();
    lockFile(lock, date)[Symbol.dispose]();
    expect(await readdir(directory)).to.deep.equal([]);
  });

  it('are a lock that is replaced when its process has ended, also when its id is in use again', async () => {
    for (const holder of [
      { pid: 2 ** 22 + 1, start: 'then' },
      { pid: process.pid, start: 'another start' },
    ]) {
      await held(holder);
      using _ = lockFile(lock, date);
      expect(JSON.parse(await readFile(lock, 'utf8'))).to.include({
        pid: process.pid,
        start: processStart(process.pid),
      });
    }
  });

  it('are a lock that is left alone when its process is on another machine, or it is none', async () => {
    await held({ host: 'elsewhere', pid: 7, start: 'then' });
    expect(() => lockFile(lock, date)).to.throw(`process 7 on elsewhere is one`);
    await writeFile(lock, 'a note of somebody');
    expect(() => lockFile(lock, date)).to.throw(`NIGHTLY_RUNS: ${lock} is not a lock of shakedown nightly`);
    expect(await readdir(directory)).to.deep.equal(['lock']);
  });

  it('are the state of a night, as it was written', async () => {
    const path = join(directory, 'night.json');
    expect(readNight(path)).to.equal(undefined);
    writeNight(path, night(...done('build')));
    expect(readNight(path)).to.deep.equal(night(...done('build')));
    expect(await readdir(directory)).to.deep.equal(['night.json']);
  });

  it('are no state that is guessed when it cannot be read', async () => {
    const path = join(directory, 'night.json');
    for (const text of ['', '{"schemaVersion":2}', JSON.stringify({ ...night(), more: 1 })]) {
      await writeFile(path, text);
      expect(() => readNight(path)).to.throw(
        `NIGHTLY_STATE: ${path} has another content\n` +
          '  expected: the state of the last night, as this version of shakedown nightly writes it\n' +
          `  do:       make sure that no cluster of an earlier night is left, then remove ${path}`,
      );
    }
  });
});
