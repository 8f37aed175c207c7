import { expect } from 'chai';
import { silentProgress } from '../terminal/progress.ts';
import { jumpingClock } from '../time/clock.ts';
import { exitCodeOfNight } from './night-verdict.ts';
import type { LeftCluster } from './left-cluster.ts';
import { hasCluster, isClosed, nightSchema, withEvent, type Night } from './night.ts';
import { night as nightWith } from './night.fixture.ts';
import { openingOf } from './opening.ts';
import { deleteLeftCluster, runNight, type NightOptions, type Performer } from './run-night.ts';
import type { Step } from './steps.ts';

const clock = jumpingClock(new Date('2026-11-28T02:00:00Z'));
const rules = { deletes: true, keepOnFailure: false };

/** Clusters as a cloud has them, and which steps fail. */
class World {
  clusters = 0;
  most = 0;
  readonly done: Step[] = [];
  readonly failing = new Map<Step, Error>();
  readonly told: LeftCluster[] = [];

  readonly performer: Performer = {
    runIdFor: async (step) => (step === 'verify' ? 'run-1' : undefined),
    perform: async (step) => {
      const failure = this.failing.get(step);
      if (step === 'build') this.clusters += 1;
      if (step === 'delete' && !failure) this.clusters = 0;
      this.most = Math.max(this.most, this.clusters);
      this.done.push(step);
      if (failure) throw failure;
      return { text: step, ...(step === 'verify' && { exitCode: 1 }) };
    },
    exitCodeOf: () => 5,
    tellLeft: async (_, left) => {
      this.told.push(left);
      return 'told';
    },
  };
}

/** A state file, and a process that is killed at one of its writes: before it is on the disk, or after. */
class Disk {
  saved: Night | undefined;
  writes = 0;
  readonly #killAt: number;
  readonly #isWritten: boolean;

  constructor(killAt = Number.POSITIVE_INFINITY, isWritten = true) {
    this.#killAt = killAt;
    this.#isWritten = isWritten;
  }

  readonly save = (night: Night): void => {
    this.writes += 1;
    if (this.writes < this.#killAt || (this.writes === this.#killAt && this.#isWritten))
      this.saved = nightSchema.parse(JSON.parse(JSON.stringify(night)));
    if (this.writes >= this.#killAt) throw new Error('killed');
  };
}

const parts = (world: World, disk: Disk, signal = new AbortController().signal): Omit<NightOptions, 'night'> => ({
  ...{
    rules,
    deleteAgainAfterMs: [30_000, 120_000],
    performer: world.performer,
    save: disk.save,
    clock,
    signal,
    progress: silentProgress,
  },
});

/** A start of the command, as `shakedown nightly` does it. */
async function start(world: World, disk: Disk, fresh: Night): Promise<Night> {
  const before = disk.saved;
  const opening = openingOf(before, clock.date().getTime(), 3_600_000);
  const options = parts(world, disk);
  const again = (night: Night) => withEvent(night, { kind: 'resumed', at: clock.date().toISOString() });
  if (opening === 'resume' && before) return await runNight({ ...options, night: again(before) });
  if (opening === 'delete, then begin' && before) return await deleteLeftCluster({ ...options, night: again(before) });
  disk.save(fresh);
  return await runNight({ ...options, night: fresh });
}

describe('A night', () => {
  it('does all its steps, and closes', async () => {
    const [world, disk] = [new World(), new Disk()];
    const ended = await start(world, disk, nightWith());
    expect(world.done).to.deep.equal(['build', 'settle', 'verify', 'compare', 'publish', 'delete']);
    expect([exitCodeOfNight(ended), isClosed(ended), hasCluster(ended)]).to.deep.equal([1, true, false]);
    expect(disk.saved).to.deep.equal(ended);
  });

  it('that is killed at any write is ended by the next start, and never has two clusters, nor leaves one', async () => {
    const whole = new Disk();
    await start(new World(), whole, nightWith());
    for (let killAt = 1; killAt <= whole.writes; killAt += 1)
      for (const isWritten of [true, false]) {
        const world = new World();
        const first = new Disk(killAt, isWritten);
        const error = await start(world, first, nightWith()).catch((thrown: Error) => thrown.message);
        expect(error, `write ${killAt}`).to.equal('killed');
        const second = new Disk();
        second.saved = first.saved;
        const ended = await start(world, second, nightWith());
        expect([world.most, world.clusters, hasCluster(ended)], `write ${killAt}`).to.deep.equal([1, 0, false]);
        expect(world.done.filter((step) => step === 'verify').length, `write ${killAt}`).to.be.within(1, 2);
      }
  });

  it('deletes the cluster after a failed build, with its reason', async () => {
    const [world, disk] = [new World(), new Disk()];
    world.failing.set('build', new Error('no quota'));
    const ended = await start(world, disk, nightWith());
    expect(world.done).to.deep.equal(['build', 'publish', 'delete']);
    expect(ended.events.map((event) => ('text' in event ? event.text : ''))).to.include('no quota');
    expect(exitCodeOfNight(ended)).to.equal(5);
  });

  it('that cannot delete its cluster stays open, and the next start deletes it before anything else', async () => {
    const [world, disk] = [new World(), new Disk()];
    world.failing.set('delete', new Error('the cloud is away'));
    const left = await start(world, disk, nightWith());
    expect([isClosed(left), hasCluster(left), world.clusters]).to.deep.equal([false, true, 1]);
    world.failing.clear();
    const deleted = await start(world, disk, nightWith());
    expect([hasCluster(deleted), world.clusters, world.most]).to.deep.equal([false, 0, 1]);
    expect(world.done.slice(-1)).to.deep.equal(['delete']);
  });

  it('tries to delete its cluster again after a while, and tells others when that was in vain', async () => {
    const [world, disk] = [new World(), new Disk()];
    world.failing.set('delete', new Error('the cloud is away'));
    const ended = await start(world, disk, nightWith());
    const ends = ended.events.flatMap((one) => (one.kind === 'ended' && one.step === 'delete' ? [one.at] : []));
    expect(ends.map((at) => Date.parse(at) - Date.parse(ends[0] ?? ''))).to.deep.equal([0, 30_000, 150_000]);
    expect(world.told).to.deep.equal([{ at: ends[2], message: 'the cloud is away, 3 times' }]);
    const deleted = await start(world, disk, nightWith());
    expect([hasCluster(deleted), world.told.length, world.told[1]?.message]).to.deep.equal([
      true,
      2,
      'the cloud is away, 6 times',
    ]);
  });

  it('that deletes its cluster at the second attempt tells nobody', async () => {
    const [world, disk] = [new World(), new Disk()];
    world.failing.set('delete', new Error('the cloud is away'));
    const { perform } = world.performer;
    const recovering: Performer = {
      ...world.performer,
      perform: async (step, context, runId) => {
        if (world.done.at(-1) === 'delete') world.failing.clear();
        return await perform(step, context, runId);
      },
    };
    const ended = await runNight({ ...parts(world, disk), performer: recovering, night: nightWith() });
    expect(world.done.slice(-2)).to.deep.equal(['delete', 'delete']);
    expect([exitCodeOfNight(ended), hasCluster(ended), world.told]).to.deep.equal([1, false, []]);
  });

  it('ends in order when nobody can be told that its cluster is left', async () => {
    const [world, disk] = [new World(), new Disk()];
    world.failing.set('delete', new Error('the cloud is away'));
    const said: string[] = [];
    const ended = await runNight({
      ...parts(world, disk),
      performer: { ...world.performer, tellLeft: () => Promise.reject(new Error('the disk is full')) },
      progress: { ...silentProgress, done: (line) => void said.push(line) },
      night: nightWith(),
    });
    expect(exitCodeOfNight(ended)).to.equal(1);
    expect(said.at(-1)).to.equal('nobody was told that the cluster is left: the disk is full');
  });

  it('that is stopped during a step deletes its cluster, and does no other step', async () => {
    const [world, disk] = [new World(), new Disk()];
    const stop = new AbortController();
    const { perform } = world.performer;
    const stopping: Performer = {
      ...world.performer,
      perform: async (step, context, runId) => {
        if (step === 'settle') stop.abort(new Error('it was stopped by SIGINT'));
        if (step === 'settle') context.signal.throwIfAborted();
        expect(context.signal.aborted, step).to.equal(false);
        return await perform(step, context, runId);
      },
    };
    const ended = await runNight({ ...parts(world, disk, stop.signal), performer: stopping, night: nightWith() });
    expect(world.done).to.deep.equal(['build', 'delete']);
    expect([exitCodeOfNight(ended), isClosed(ended), hasCluster(ended)]).to.deep.equal([4, true, false]);
  });

  it('that is stopped while its cluster is deleted has its verdict: nothing was cut off', async () => {
    const [world, disk] = [new World(), new Disk()];
    const stop = new AbortController();
    const stopping: Performer = {
      ...world.performer,
      perform: async (step) => {
        if (step === 'delete') stop.abort(new Error('it was stopped by SIGINT'));
        return { text: step, ...(step === 'verify' && { exitCode: 0 }) };
      },
    };
    const ended = await runNight({ ...parts(world, disk, stop.signal), performer: stopping, night: nightWith() });
    expect([exitCodeOfNight(ended), isClosed(ended), hasCluster(ended)]).to.deep.equal([0, true, false]);
  });

  it('is written down before each step, with the id of its run', async () => {
    const [world, disk] = [new World(), new Disk()];
    const { perform } = world.performer;
    const seen: (string | undefined)[] = [];
    const watching: Performer = {
      ...world.performer,
      perform: async (step, context, runId) => {
        const last = disk.saved?.events.at(-1);
        seen.push(last?.kind === 'started' && last.step === step ? last.runId : 'not written');
        return await perform(step, context, runId);
      },
    };
    await runNight({ ...parts(world, disk), performer: watching, night: nightWith() });
    expect(seen).to.deep.equal([undefined, undefined, 'run-1', undefined, undefined, undefined]);
  });
});
