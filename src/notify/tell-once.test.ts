import { expect } from 'chai';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configSchema } from '../config/schema.ts';
import type { Results, Status } from '../results/model.ts';
import type { SharedMemory } from './channel-memory.ts';
import type { RunEvent } from './event/run-event.ts';
import { endedTest, nightlyRun } from './runs.fixture.ts';
import { tellOnce } from './tell-once.ts';
import { keepTold, whenTold } from './told.ts';

const config = configSchema.parse({});
const { signal } = new AbortController();
const night = (day: number, status: Status) => nightlyRun(day, [endedTest('workloads/web', status)]);

describe('A channel that is told once', () => {
  let parent: string;
  let told: RunEvent[];
  let isDown: boolean;
  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), 'told-'));
    told = [];
    isDown = false;
  });
  afterEach(() => rm(parent, { recursive: true }));

  const channel = (name = 'slack') => ({
    name,
    policy: () => 'changes' as const,
    tell: async (event: RunEvent) => {
      if (isDown) throw new Error('Slack is down');
      told.push(event);
      return 'told';
    },
  });
  const put = async (results: Results) => {
    const directory = join(parent, results.run.id);
    await mkdir(directory, { recursive: true });
    await writeFile(join(directory, 'results.json'), JSON.stringify(results));
    return directory;
  };
  const publish = async (results: Results, name?: string, memory?: SharedMemory) =>
    await tellOnce(
      channel(name),
      { directory: await put(results), results, config, ...(memory && { memory }) },
      signal,
    ).catch((error: Error) => error.message);

  it('is told a failure on the next night that it could not be told before', async () => {
    isDown = true;
    expect(await publish(night(1, 'failed'))).to.equal('Slack is down');
    isDown = false;
    expect(await publish(night(2, 'failed'))).to.equal('told');
    expect(await publish(night(3, 'failed'))).to.equal('not told: the same tests fail as before');
    expect(told.map(({ kind, failingSince }) => [kind, failingSince?.runs])).to.deep.equal([['first failure', 2]]);
  });

  it('is told a repair that it could not be told before', async () => {
    expect([await publish(night(1, 'passed')), await publish(night(2, 'failed'))]).to.deep.equal([
      ...['not told: it passed, as before', 'told'],
    ]);
    isDown = true;
    await publish(night(3, 'passed'));
    isDown = false;
    expect([await publish(night(4, 'passed')), await publish(night(5, 'passed'))]).to.deep.equal([
      ...['told', 'not told: it passed, as before'],
    ]);
    expect(told.map(({ kind }) => kind)).to.deep.equal(['first failure', 'fixed']);
  });

  it('depends on no other channel', async () => {
    await publish(night(1, 'failed'), 'webhook');
    expect([await publish(night(2, 'failed'), 'webhook'), await publish(night(2, 'failed'), 'slack')]).to.deep.equal([
      ...['not told: the same tests fail as before', 'told'],
    ]);
  });

  it('is known elsewhere, too, where the runs are not kept next to each other', async () => {
    const kept = new Map<string, unknown>();
    const memory: SharedMemory = {
      last: async (name) => kept.get(name),
      keep: async (name, value) => void kept.set(name, value),
    };
    await publish(night(1, 'failed'), 'slack', memory);
    await rm(join(parent, night(1, 'failed').run.id, 'told'), { recursive: true });
    expect(await publish(night(2, 'failed'), 'slack', memory)).to.equal('not told: the same tests fail as before');
    expect([...kept.keys()]).to.deep.equal(['slack']);
    expect(await publish(night(3, 'failed'))).to.equal('not told: the same tests fail as before');
  });

  it('is told although that cannot be kept elsewhere, which it says', async () => {
    const memory: SharedMemory = {
      last: async () => undefined,
      keep: () => Promise.reject(new Error('the bucket is full')),
    };
    expect(await publish(night(1, 'failed'), 'slack', memory)).to.equal(
      'told; this cannot be kept: the bucket is full',
    );
  });

  it('counts as not told where the file that says so is torn, or says something else', async () => {
    const directory = await put(night(1, 'failed'));
    await keepTold(directory, 'slack', {
      at: '2026-11-01T22:06:00.000Z',
      event: 'first failure',
      run: { id: 'r', startedAt: '2026-11-01T22:00:00.000Z' },
    });
    expect((await whenTold(directory, 'slack'))?.event).to.equal('first failure');
    for (const text of ['{"at":', '', '[]', '{"at":"x"}']) {
      await writeFile(join(directory, 'told/slack.json'), text);
      expect(await whenTold(directory, 'slack')).to.equal(undefined);
    }
    expect(await publish(night(2, 'failed'))).to.equal('told');
  });
});
