import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { exampleRun } from '../publish/charts/example-run.fixture.ts';
import { neighbouringRuns } from './neighbouring-runs.ts';
import { runsIn } from './runs-in.ts';

async function listed<T>(all: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const one of all) list.push(one);
  return list;
}

describe('Runs in a directory', () => {
  let directory: string;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'runs-'));
    const { run } = exampleRun;
    for (const [name, startedAt] of [
      ['20260102-000000-aaaa', '2026-01-02T00:00:00.000Z'],
      ['20260104-000000-bbbb', '2026-01-04T00:00:00.000Z'],
      ['monday', '2026-01-03T00:00:00.000+00:00'],
      ['20260105-000000-lost', ''],
      ['20260106-000000-torn', ''],
    ] as const) {
      await mkdir(join(directory, name));
      if (name.endsWith('lost')) continue;
      const text = JSON.stringify({ ...exampleRun, run: { ...run, id: name, startedAt } });
      await writeFile(join(directory, name, 'results.json'), startedAt === '' ? text.slice(0, 50) : text);
    }
    await writeFile(join(directory, 'notes.txt'), '');
  });
  after(() => rm(directory, { recursive: true }));

  it('are read by when they began, whatever their directories are named', async () => {
    const names = (await listed(neighbouringRuns(join(directory, 'monday')))).map(({ run }) => run.id);
    expect(names).to.deep.equal(['20260104-000000-bbbb', 'monday', '20260102-000000-aaaa']);
  });

  it('are named also where they were lost, and what cannot be read is for the caller to decide', async () => {
    const torn = new Error('torn');
    const read = async (name: string) => {
      if (name.endsWith('torn')) throw torn;
      return exampleRun;
    };
    const [seen, places]: [unknown[], string[]] = [[], []];
    const unreadable = (error: unknown) => void seen.push(error);
    for await (const { place, results } of runsIn(directory, { read, unreadable }))
      places.push(`${place.slice(directory.length + 1)}${results ? '' : ' (lost)'}`);
    expect(seen).to.deep.equal([torn]);
    expect(places).to.have.members([
      '20260105-000000-lost (lost)',
      '20260104-000000-bbbb',
      '20260102-000000-aaaa',
      'monday',
    ]);
    const rethrow = (error: unknown): undefined => {
      throw error;
    };
    const all = listed(runsIn(directory, { read, unreadable: rethrow }));
    expect(await all.catch((error: unknown) => error)).to.equal(torn);
  });

  it('are none where there is no directory', async () => {
    const none = runsIn(join(directory, 'absent'), { read: async () => exampleRun, unreadable: () => undefined });
    expect(await listed(none)).to.deep.equal([]);
  });
});
