import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { JournalTail } from './journal-tail.ts';

describe('The tail of a journal', () => {
  it('says how far the run is and what it waits for, according to the complete lines', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'shakedown-tail-'));
    const path = join(directory, 'journal.ndjson');
    const tail = new JournalTail(path);
    const write = async (...records: object[]) => {
      await appendFile(path, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
      return tail.read();
    };
    try {
      expect(tail.read()).to.deep.equal({ planned: 0, done: 0, notPassed: [], running: [], waiting: undefined });
      const waiting = { id: 'a/web', since: '2026-01-01T00:00:00Z', reason: 'no such image' };
      const waits = await write(
        { type: 'run', deadlineSeconds: 60 },
        { type: 'plan', plan: [{ id: 'a/web' }, { id: 'a/db' }] },
        { type: 'start', id: 'a/web' },
        { type: 'waiting', waiting },
      );
      expect(waits).to.deep.include({ planned: 2, done: 0, running: ['a/web'], waiting, deadlineSeconds: 60 });
      await appendFile(path, '{"type":"waiting"');
      expect(tail.read().waiting).to.deep.equal(waiting);
      await appendFile(path, '}\n');
      expect(tail.read().waiting).to.equal(undefined);
      const ended = await write({ type: 'test', test: { id: 'a/web', status: 'failed' } });
      expect(ended).to.deep.include({ done: 1, notPassed: ['a/web'], running: [] });
    } finally {
      await rm(directory, { recursive: true });
    }
  });
});
