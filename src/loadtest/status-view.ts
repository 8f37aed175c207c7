import { formatDuration } from '../time/duration.ts';
import type { LoadStatus } from '../instruments/load/figures/account.ts';
import type { PlatformRef } from '../instruments/load/platform/platform.ts';
import { podOf } from '../instruments/load/figures/worker-pod.ts';

/** The status of a load test, as lines for a terminal. Pure. */
export function statusLines({ namespace, name }: PlatformRef, status: LoadStatus, now: Date): string[] {
  const { run, users, rate, failures, requests, failureRate, percentiles, workers, expected } = status;
  const connected = workers.filter(({ state }) => state !== 'missing');
  const ratio = requests > 0 ? (100 * failures) / requests : 0;
  const figures = [
    `${users} users`,
    `${(users > 0 ? rate : 0).toFixed(1)} requests/s`,
    `${requests} requests`,
    `${failures} failures (${Number(ratio.toPrecision(2))} %, ${(users > 0 ? failureRate : 0).toFixed(1)}/s)`,
    ...['50', '95', '99'].map((percent) => `p${percent} ${formatDuration((percentiles[percent] ?? 0) / 1_000)}`),
  ];
  const width = Math.max(6, ...connected.map(({ id }) => podOf(id).length));
  return [
    `${namespace}/${name}  ${timeOf(run, now)}  ${status.host}`,
    figures.join('   '),
    `${connected.length} of ${expected} workers connected`,
    ...(workers.length > 0
      ? [`  ${'worker'.padEnd(width)}  ${'state'.padEnd(8)}  ${'users'.padStart(5)}  ${'CPU'.padStart(6)}`]
      : []),
    ...workers
      .toSorted((a, b) => (a.id < b.id ? -1 : 1))
      .map(
        ({ id, state, users: own, cpu }) =>
          `  ${podOf(id).padEnd(width)}  ${state.padEnd(8)}  ${String(own).padStart(5)}  ${`${Math.round(cpu * 100)} %`.padStart(6)}`,
      ),
  ];
}

function timeOf(run: LoadStatus['run'], now: Date): string {
  if (!run) return 'no load yet';
  if (run.stoppedAt !== undefined)
    return `load ended after ${formatDuration(run.stoppedAt - run.startedAt)}: ${run.stopReason}`;
  const passed = Math.max(0, now.getTime() / 1_000 - run.startedAt);
  return `load running, ${formatDuration(passed)} of ${formatDuration(run.seconds)}`;
}
