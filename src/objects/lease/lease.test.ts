import { expect } from 'chai';
import { FakeApiServer } from '../../../test/fake-api-server/fake-api-server.ts';
import { jumpingClock, type Clock } from '../../time/clock.ts';
import { assertNoOtherRun } from './assert-no-other-run.ts';
import { runningRun } from './lease.ts';
import { takeLease, type LeaseClaim } from './take-lease.ts';

const PATH = '/apis/coordination.k8s.io/v1/namespaces/shakedown/leases/shakedown';
const signal = new AbortController().signal;
const claim = (runId: string): LeaseClaim => ({
  namespace: 'shakedown',
  runId,
  holder: `${runId}@laptop (shakedown run)`,
});
const ago = (seconds: number) => new Date(Date.now() - seconds * 1_000).toISOString().replace('Z', '000Z');
const heldBy = (runId: string, secondsAgo: number) => ({
  [PATH]: {
    metadata: { name: 'shakedown', annotations: { 'shakedown/holder': `${runId}@laptop (shakedown run)` } },
    spec: { holderIdentity: runId, leaseDurationSeconds: 30, acquireTime: ago(100), renewTime: ago(secondsAgo) },
  },
});

/** A clock that sleeps until the test wakes it. */
function steppedClock() {
  const sleepers: (() => void)[] = [];
  const clock: Clock = {
    now: () => performance.now(),
    date: () => new Date(),
    sleep: (_, stop) =>
      new Promise((resolve, reject) => {
        if (stop?.aborted) return reject(stop.reason as Error);
        sleepers.push(resolve);
        return stop?.addEventListener('abort', () => reject(stop.reason as Error));
      }),
  };
  return { clock, step: () => sleepers.splice(0).forEach((wake) => wake()) };
}

describe('The Lease of a cluster', () => {
  const specOf = (api: FakeApiServer) => api.objects.get(PATH)?.['spec'] as Record<string, unknown> | undefined;

  it('is taken by the first run and given back at its end', async () => {
    await using api = await FakeApiServer.start({ objects: {} });
    const lease = await takeLease(api.door(), claim('one'), signal);
    expect(specOf(api)).to.include({ holderIdentity: 'one', leaseDurationSeconds: 30 });
    await lease[Symbol.asyncDispose]();
    expect(api.objects.size).to.equal(0);
  });

  it('is refused to a second run, with who holds it and since when', async () => {
    await using api = await FakeApiServer.start({ objects: heldBy('one', 12) });
    const error = await takeLease(api.door(), claim('two'), signal).catch((reason: Error) => reason);
    expect((error as Error).message).to.match(
      new RegExp(
        [
          String.raw`^RUN_UNDER_WAY: run one of one@laptop \(shakedown run\), since \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ, last heartbeat \d+(\.\d)? s ago`,
          '  expected: no other run of shakedown in this cluster',
          '  do:       it is alive: wait for its end with --wait, or ask who runs it$',
        ].join('\n'),
      ),
    );
    expect(specOf(api)).to.include({ holderIdentity: 'one' });
    expect(api.writes).to.deep.equal([]);
  });

  it('is offered to be taken only from a run that has missed a heartbeat', async () => {
    await using api = await FakeApiServer.start({ objects: heldBy('one', 20) });
    const error = await takeLease(api.door(), claim('two'), signal).catch((reason: Error) => reason);
    expect((error as Error).message).to.match(
      / do: {7}wait with --wait: it is considered dead after 30 s without a heartbeat; or end it now: shakedown cleanup --run one$/,
    );
  });

  it('says which run is alive, to those who need not take it', async () => {
    await using api = await FakeApiServer.start({ objects: heldBy('one', 12) });
    expect(await runningRun(api.door(), 'shakedown', signal)).to.match(
      /^run one of one@laptop \(shakedown run\), since \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
    );
    api.put(PATH, heldBy('one', 40)[PATH] ?? {});
    expect(await runningRun(api.door(), 'shakedown', signal)).to.equal(undefined);
    api.objects.clear();
    expect(await runningRun(api.door(), 'shakedown', signal)).to.equal(undefined);
    api.refusals.set(PATH, 403);
    expect(await runningRun(api.door(), 'shakedown', signal)).to.equal(undefined);
  });

  it('is taken from a run that had no heartbeat for 30 s', async () => {
    await using api = await FakeApiServer.start({ objects: heldBy('one', 33) });
    await assertNoOtherRun(api.door(), 'shakedown', { runId: 'two', signal });
    await using _ = await takeLease(api.door(), claim('two'), signal);
    expect(specOf(api)).to.include({ holderIdentity: 'two', leaseTransitions: 1 });
  });

  it('is waited for while its holder, which missed a heartbeat, may still have one', async () => {
    await using api = await FakeApiServer.start({ objects: heldBy('one', 20) });
    const said: string[] = [];
    const clock = jumpingClock();
    const waiting = (text: string) => said.push(text);
    await assertNoOtherRun(api.door({ clock }), 'shakedown', { runId: 'two', waiting, signal });
    expect(said).to.have.lengthOf(1);
    expect(said[0]).to.match(
      /^run one of one@laptop \(shakedown run\) has had no heartbeat for (19|2\d)(\.\d)? s; in (\d|10)\.\d s it is considered dead$/,
    );
    expect(clock.now()).to.be.within(8_000, 11_000);
  });

  it('is refused at once when its holder has a heartbeat after all', async () => {
    await using api = await FakeApiServer.start({ objects: heldBy('one', 20) });
    const waiting = () => {
      const old = api.objects.get(PATH);
      api.put(PATH, { ...old, spec: { ...(old?.['spec'] as object), renewTime: ago(0) } });
    };
    const asked = assertNoOtherRun(api.door({ clock: jumpingClock() }), 'shakedown', { runId: 'two', waiting, signal });
    expect(await asked.catch((reason: Error) => reason)).to.include({ code: 'RUN_UNDER_WAY' });
  });

  it('is free when it was given back while it was waited for', async () => {
    await using api = await FakeApiServer.start({ objects: heldBy('one', 20) });
    const waiting = () => api.objects.delete(PATH);
    await assertNoOtherRun(api.door({ clock: jumpingClock() }), 'shakedown', { runId: 'two', waiting, signal });
  });

  it('is joined by another process of the same run, and not deleted when that process ends', async () => {
    await using api = await FakeApiServer.start({ objects: heldBy('one', 5) });
    await assertNoOtherRun(api.door(), 'shakedown', { runId: 'one', signal });
    const joined = await takeLease(api.door(), claim('one'), signal);
    await joined[Symbol.asyncDispose]();
    expect(specOf(api)).to.include({ holderIdentity: 'one' });
  });

  it('is taken by one of two runs that request it at the same time', async () => {
    await using api = await FakeApiServer.start({ objects: heldBy('old', 60) });
    const door = api.door();
    const both = await Promise.allSettled([takeLease(door, claim('a'), signal), takeLease(door, claim('b'), signal)]);
    const refused = both
      .filter((one) => one.status === 'rejected')
      .map(({ reason }) => (reason as { code: string }).code);
    expect(refused).to.deep.equal(['RUN_UNDER_WAY']);
    for (const one of both) if (one.status === 'fulfilled') await one.value[Symbol.asyncDispose]();
  });

  for (const [how, old] of [
    ['made', {}],
    ['taken over', heldBy('old', 60)],
  ] as const)
    it(`is held by who has ${how} it and did not get the first answer`, async () => {
      await using api = await FakeApiServer.start({ objects: old });
      api.lostAnswers.add(how === 'made' ? `POST ${PATH.slice(0, PATH.lastIndexOf('/'))}` : `PATCH ${PATH}`);
      const lease = await takeLease(api.door({ clock: jumpingClock() }), claim('one'), signal);
      expect(specOf(api)).to.include({ holderIdentity: 'one' });
      await lease[Symbol.asyncDispose]();
      expect(api.objects.size).to.equal(0);
    });

  it('is renewed while it is held', async () => {
    await using api = await FakeApiServer.start({ objects: {} });
    const { clock, step } = steppedClock();
    await using _ = await takeLease(api.door({ clock }), claim('one'), signal);
    const before = specOf(api)?.['renewTime'];
    step();
    await eventually(() => api.writes.includes(`PATCH ${PATH}`));
    expect(String(specOf(api)?.['renewTime']) >= String(before)).to.equal(true);
    expect(specOf(api)).to.include({ holderIdentity: 'one', leaseDurationSeconds: 30 });
  });

  it('is lost when another run took it, and then not touched', async () => {
    await using api = await FakeApiServer.start({ objects: {} });
    const { clock, step } = steppedClock();
    const lease = await takeLease(api.door({ clock }), claim('one'), signal);
    api.put(PATH, heldBy('two', 0)[PATH] ?? {});
    step();
    await eventually(() => lease.lost.aborted);
    expect((lease.lost.reason as Error).message).to.contain('LEASE_LOST: run two has it');
    expect(lease.lost.reason).to.have.property('meaning', 'infrastructure');
    await lease[Symbol.asyncDispose]();
    expect(specOf(api)).to.include({ holderIdentity: 'two' });
  });

  it('is kept while the API server is unreachable for a moment', async () => {
    await using api = await FakeApiServer.start({ objects: {} });
    const { clock, step } = steppedClock();
    await using lease = await takeLease(api.door({ clock }), claim('one'), signal);
    api.refusals.set(PATH, 403);
    step();
    await eventually(() => api.asked.filter((request) => request.endsWith(PATH)).length > 1);
    api.refusals.clear();
    step();
    await eventually(() => {
      step();
      return api.writes.includes(`PATCH ${PATH}`);
    });
    expect(lease.lost.aborted).to.equal(false);
  });

  it('is refused with the cause when it may not be written', async () => {
    await using api = await FakeApiServer.start({ objects: {} });
    api.refusals.set('POST /apis/coordination.k8s.io/v1/namespaces/shakedown/leases', 403);
    const error = await takeLease(api.door({ clock: jumpingClock() }), claim('one'), signal).catch(
      (reason: Error) => reason,
    );
    expect(error).to.include({ code: 'CLUSTER_FORBIDDEN' });
  });
});

/** Waits for something that other code of this process is about to do. */
async function eventually(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}
