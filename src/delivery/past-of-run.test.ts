import { expect } from 'chai';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configSchema } from '../config/schema.ts';
import { endedTest, nightlyRun } from '../notify/runs.fixture.ts';
import { eventOfRun } from '../notify/tell-once.ts';
import { deliverRun } from './deliver-run.ts';
import type { RunSink } from './run-sink.ts';

describe('The runs before one that is delivered', () => {
  it('are read once for all sinks, and so is what it means after them', async () => {
    const parent = await mkdtemp(join(tmpdir(), 'past-'));
    try {
      for (const day of [1, 2]) {
        const { run, ...rest } = nightlyRun(day, [endedTest('a/1', 'failed')]);
        await mkdir(join(parent, run.id));
        await writeFile(join(parent, run.id, 'results.json'), JSON.stringify({ run, ...rest }));
      }
      const results = nightlyRun(2, [endedTest('a/1', 'failed')]);
      const seen = new Set<unknown>();
      const sink: RunSink = {
        ...{ turnedOnBy: 'cluster.name', isTurnedOn: () => true, limitMs: 60_000 },
        load: async () => async (run, signal) => {
          const event = await eventOfRun(run, signal);
          seen.add(event);
          return event.kind;
        },
      };
      const deliveries = await deliverRun(
        { directory: join(parent, results.run.id), results, config: configSchema.parse({}) },
        { signal: new AbortController().signal, sinks: { one: sink, two: sink } },
      );
      expect(deliveries).to.deep.equal([
        { sink: 'one', did: 'still failing' },
        { sink: 'two', did: 'still failing' },
      ]);
      expect(seen.size).to.equal(1);
    } finally {
      await rm(parent, { recursive: true });
    }
  });
});
