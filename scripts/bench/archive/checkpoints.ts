import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, statSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';
import { keepCheckpoints } from '../../../src/archive/checkpoint.ts';
import { endedTest, nightlyRun } from '../../../src/notify/runs.fixture.ts';
import type { Progress } from '../../../src/terminal/progress.ts';
import { systemClock } from '../../../src/time/clock.ts';
import { configFor, createBucket, CREDENTIALS, withEnvironment } from '../../../test/no-cluster/archive/s3-server.ts';
import { startVersitygw } from '../../../test/no-cluster/archive/versitygw.ts';
import type { Section } from '../section.ts';

const GOAL_SECONDS = 5;
const LASTS_MS = 60_000;
const APPEND_EVERY_MS = 50;
const LOOK_EVERY_MS = 10;

/** What is measured. */
interface Situation {
  name: string;
  /** Tests that the journal has before. */
  before: number;
  /** Busy processes beside it. */
  busy: number;
}

const SITUATIONS: readonly Situation[] = [
  { name: 'a new journal', before: 0, busy: 0 },
  { name: 'with 5,000 tests', before: 5_000, busy: 0 },
  {
    name: 'with 5,000 tests, three busy processes for each processor',
    before: 5_000,
    busy: 3 * availableParallelism(),
  },
];

interface Seen {
  objects: number;
  /** The longest time from one object to the next, in seconds. */
  apart: number;
  /** The greatest age of the oldest fact that the archive did not have, in seconds. */
  behind: number;
  bytes: number;
  load: number;
}

/** Measures how old what the archive has of a running run is, by the times of the objects on the disk of a server of S3 on this machine. */
export async function benchCheckpoints({
  directory,
  progress,
}: {
  directory: string;
  progress: Progress;
}): Promise<Section> {
  await using server = await startVersitygw(directory);
  await createBucket(server, 'runs');
  using _ = withEnvironment({ ...CREDENTIALS, AWS_PROFILE: undefined });
  const seen: Seen[] = [];
  for (const [index, situation] of SITUATIONS.entries()) {
    progress.now(`checkpoints: ${situation.name}`);
    const place = join(directory, `journal-${index}`);
    await mkdir(place);
    await using __ = await busyProcesses(situation.busy);
    seen.push(await observe({ server, cluster: `cluster-${index}`, directory: place, before: situation.before }));
  }
  const oldest = Math.max(...seen.map(({ behind }) => behind));
  return {
    title: 'Checkpoints of a running run',
    facts: [
      `${LASTS_MS / 1_000} s each, a fact every ${APPEND_EVERY_MS} ms; versitygw on this machine`,
      'by the times of the objects on its disk, to the nanosecond; a fact is missing from when it is written to the journal until an object has it',
    ],
    tables: [
      {
        title: 'Seconds, the most',
        rows: [
          ['journal', 'size', 'load average', 'objects', 'from object to object', 'a fact is missing'],
          ...seen.map(({ objects, apart, behind, bytes, load }, index) => [
            SITUATIONS[index]?.name ?? '',
            `${(bytes / 1e6).toFixed(1)} MB`,
            load.toFixed(1),
            `${objects}`,
            apart.toFixed(2),
            behind.toFixed(2),
          ]),
        ],
      },
    ],
    goals: [
      {
        goal: `nothing is missing for more than ${GOAL_SECONDS} s`,
        seen: `${oldest.toFixed(2)} s`,
        met: oldest <= GOAL_SECONDS,
      },
    ],
    figures: { seen },
  };
}

async function observe({
  server,
  cluster,
  directory,
  before,
}: {
  server: { endpoint: string; directory: string };
  cluster: string;
  directory: string;
  before: number;
}): Promise<Seen> {
  const path = join(directory, 'journal.ndjson');
  const line = (record: object) => `${JSON.stringify(record)}\n`;
  const ended = (index: number) => {
    const measured = { id: 'settled', value: 1.5, unit: 'seconds' as const, budget: 60, samples: [1.4, 1.5, 1.6] };
    return endedTest(`area-${index % 8}/test-${index}`, 'passed', { measurements: [measured] });
  };
  const tests = Array.from({ length: before }, (_, index) => ended(index));
  const { run, plan } = nightlyRun(1, tests, { cluster: { name: cluster, nodes: [] } });
  const { endedAt: _, ...begun } = run;
  const head = [line({ type: 'run', run: begun, deadlineSeconds: 60 }), line({ type: 'plan', plan })];
  writeFileSync(path, [...head, ...tests.map((test) => line({ type: 'test', test }))].join(''));
  let bytes = statSync(path).size;
  /** The journal's size before each fact, and when it was written. */
  const facts: { from: number; at: number }[] = [];
  const append = setInterval(() => {
    const fact = line({ type: 'test', test: ended(before + facts.length) });
    facts.push({ from: bytes, at: Date.now() });
    appendFileSync(path, fact);
    bytes += Buffer.byteLength(fact);
  }, APPEND_EVERY_MS);
  const object = join(server.directory, 'objects/runs/shakedown', cluster, '2026/11/01', run.id, 'journal.ndjson');
  const objects: { at: number; size: number }[] = [];
  const look = setInterval(() => {
    const found = statSync(object, { throwIfNoEntry: false });
    if (found && objects.at(-1)?.at !== found.mtimeMs) objects.push({ at: found.mtimeMs, size: found.size });
  }, LOOK_EVERY_MS);
  const errors: string[] = [];
  const kept = keepCheckpoints({
    ...{ config: configFor(server, cluster), directory, clock: systemClock },
    onError: (text) => errors.push(text),
  });
  await systemClock.sleep(LASTS_MS);
  clearInterval(append);
  clearInterval(look);
  await kept.stop();
  if (errors.length > 0 || objects.length < 2) throw new Error(`no checkpoints: ${errors.join('; ')}`);
  const apart = objects.slice(1).map(({ at }, index) => at - (objects[index]?.at ?? 0));
  // The first fact that an object does not have is missing until the next object.
  const behind = objects.slice(1).map(({ at }, index) => {
    const first = facts.find(({ from }) => from >= (objects[index]?.size ?? 0));
    return at - (first?.at ?? at);
  });
  const most = (values: readonly number[]) => Math.max(...values) / 1_000;
  return { objects: objects.length, apart: most(apart), behind: most(behind), bytes, load: loadavg()[0] ?? 0 };
}

/** Processes that do nothing but use a processor. */
async function busyProcesses(count: number): Promise<AsyncDisposable> {
  const children = Array.from({ length: count }, () => spawn(process.execPath, ['--eval', 'for (;;);']));
  return {
    [Symbol.asyncDispose]: async () => {
      await Promise.all(
        children.map(async (child) => {
          const ended = once(child, 'exit');
          child.kill();
          await ended;
        }),
      );
    },
  };
}
