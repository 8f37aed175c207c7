import type { Cluster } from '../../cluster/cluster.ts';
import { getIfThere } from '../../cluster/get-if-there.ts';
import { kinds } from '../../cluster/kinds/kinds.ts';
import { InstrumentTooWeak } from '../../errors/instrument-too-weak.ts';
import { formatDuration } from '../../time/duration.ts';
import type { Clock } from '../../time/clock.ts';
import type { LoadAccount, LoadStatus } from './figures/account.ts';
import { isUnreachable, type LoadOrder, type Master } from './master.ts';
import { CONTAINER } from './platform/platform-manifests.ts';
import { podOf } from './figures/worker-pod.ts';
import { workerEnd } from './platform/worker-end.ts';

/** Time between two looks at a running load, in milliseconds. */
const LOOK_MS = 1_000;
/** How long the master may give no answer before it counts as ended, in milliseconds, while its pod runs: the API server may be busy. */
const SILENCE_MS = 20_000;
/** How long the figures of a load may take after it was stopped, and a load to stop after its time, in milliseconds: users finish their requests (10 s), the script's listeners clean up and judge it (25 s), with some reserve. */
const SETTLING_MS = 45_000;

/** How often the pod of a lost worker is read until it says how its container has ended. */
const END_LOOKS = 5;

/** The maximum length of a host name. */
const HOST_NAME_LENGTH = 63;

/** A load to run. */
export interface LoadRun {
  master: Master;
  order: LoadOrder;
  clock: Clock;
  signal: AbortSignal;
  /** Called at each look. */
  onStatus?: (status: LoadStatus) => void;
}

/**
 * Starts a load and waits for its end.
 * @returns the master's account of it.
 * @throws InstrumentTooWeak LOAD_MASTER_ENDED when that master does not exist any more, LOAD_REFUSED or LOAD_NOT_STARTED when it does
 * not start, LOAD_DISPLACED when somebody has started another one, which has replaced its figures.
 */
export async function runLoad({ master, order, clock, signal, onStatus }: LoadRun): Promise<LoadAccount> {
  const { instanceId } = await master.status(signal);
  await master.start(order, signal);
  return await untilSettled({ master, order, clock, signal, instanceId, ...(onStatus && { onStatus }) });
}

/** Waits for the end of a load that was started, by its id, at the master with that instance id. */
export async function untilSettled({
  master,
  order,
  clock,
  signal,
  instanceId,
  onStatus,
}: LoadRun & { instanceId: string }): Promise<LoadAccount> {
  const start = clock.now();
  let answered = start;
  let started = false;
  let stoppedAt: number | undefined;
  let since: number | undefined;
  for (;;) {
    await clock.sleep(LOOK_MS, signal);
    try {
      const status = await master.status(signal);
      answered = clock.now();
      onStatus?.(status);
      if (status.instanceId !== instanceId) throw ended('another master has taken its place', clock.now() - start);
      if (status.run?.id === order.id) [started, since] = [true, status.run.startedAt];
      else if (started) throw displaced(clock.now() - start);
      if (!started && status.notStarted?.id === order.id) throw notStarted(order, status.notStarted.why);
      if (started && status.run?.stoppedAt !== undefined) stoppedAt ??= clock.now();
      const end = stoppedAt ?? start + order.seconds * 1_000;
      const late = clock.now() - end > SETTLING_MS;
      if (late && !started) throw notStarted(order, `it accepted the load, is ${status.state}, and never started it`);
      if (isOver(status, order.id) || late) {
        const account = await master.account(signal);
        if (account.run?.id === order.id) return account;
        throw displaced(clock.now() - start);
      }
    } catch (error) {
      signal.throwIfAborted();
      if (!isUnreachable(error)) throw error;
      const how = since === undefined ? undefined : await master.ended(since, signal);
      if (how !== undefined) throw ended(how, answered - start, error);
      if (clock.now() - answered > SILENCE_MS) throw ended('it does not answer any more', answered - start, error);
    }
  }
}

/** Waits until a stopped load has its last figures, or should have had them long ago. */
export async function untilFiguresAreIn(master: Master, clock: Clock, signal: AbortSignal): Promise<void> {
  const start = clock.now();
  while (clock.now() - start < SETTLING_MS) {
    const { run } = await master.status(signal);
    if (!run || run.settled) return;
    await clock.sleep(LOOK_MS, signal);
  }
}

function isOver({ run }: LoadStatus, id: string): boolean {
  return run?.id === id && run.stoppedAt !== undefined && run.settled;
}

function ended(seen: string, afterMs: number, cause?: unknown): InstrumentTooWeak {
  return masterEnded(`${seen}, ${formatDuration(afterMs / 1_000)} into it`, cause);
}

/** The error when the master of a load does not exist any more. @param seen how it has ended. */
export function masterEnded(seen: string, cause?: unknown): InstrumentTooWeak {
  return new InstrumentTooWeak('LOAD_MASTER_ENDED', {
    expected: 'the Locust master to last as long as the load',
    seen,
    ...(cause === undefined ? {} : { cause }),
  });
}

/** The master keeps the account of one load only: that of somebody else must not be judged instead. */
function displaced(afterMs: number): InstrumentTooWeak {
  return new InstrumentTooWeak('LOAD_DISPLACED', {
    expected: 'the Locust master to keep the figures of the load until they are read',
    seen: `another load was started there ${formatDuration(afterMs / 1_000)} later, and has replaced them`,
  });
}

function notStarted({ seconds }: LoadOrder, seen: string): InstrumentTooWeak {
  return new InstrumentTooWeak('LOAD_NOT_STARTED', {
    expected: `the Locust master to start a load of ${formatDuration(seconds)}`,
    seen,
  });
}

/**
 * The account with the last log lines of lost workers and how they ended: the guard logs where a script blocks the event loop.
 * What cannot be read is left out.
 */
export async function withLastWords(
  cluster: Cluster,
  namespace: string,
  account: LoadAccount,
  signal: AbortSignal,
): Promise<LoadAccount> {
  const lost = await Promise.all(
    account.lost.map(async (worker) => {
      const name = podOf(worker.id);
      const log = await cluster
        .logs({ namespace, name }, { container: CONTAINER, tailLines: 50, signal })
        .catch(() => '');
      const said = log.split('\n').findLast((line) => line.startsWith('shakedown: '));
      // A host name of that length may be cut off: then its pod has another name.
      const end = name.length < HOST_NAME_LENGTH ? await endOf(cluster, { namespace, name }, signal) : undefined;
      return { ...worker, why: [worker.why, said?.slice('shakedown: '.length), end].filter(Boolean).join('; ') };
    }),
  );
  return { ...account, lost };
}

/** How a lost worker has ended; `undefined` when its pod still runs, or cannot be read. The kubelet reports the end of a container a moment later. */
async function endOf(cluster: Cluster, pod: { namespace: string; name: string }, signal: AbortSignal) {
  for (let left = END_LOOKS; ; left--) {
    const end = await getIfThere(cluster, kinds.pods, pod, signal).then(workerEnd, () => undefined);
    if (end !== undefined || left <= 1) return end;
    await cluster.clock.sleep(LOOK_MS, signal);
  }
}
