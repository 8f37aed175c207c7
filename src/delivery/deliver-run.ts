import { whatIsWrong } from '../errors/shakedown-error.ts';
import { cleanLine } from '../results/clean-text.ts';
import { formatDuration } from '../time/duration.ts';
import { unlessAborted } from '../time/unless-aborted.ts';
import { pastOfRun } from './past-of-run.ts';
import type { FinishedRun, RunSink, RunSinks } from './run-sink.ts';

/** What came of the delivery to one sink. */
export type Delivery = { sink: string; did: string } | { sink: string; error: unknown };

/** How a run is delivered. */
export interface DeliveryOptions {
  sinks: RunSinks;
  /** Ends all deliveries. */
  signal: AbortSignal;
  /** How long each may take at most, in milliseconds, if that is less than its own limit. @default its own */
  atMostMs?: number;
}

/**
 * Delivers a run to the archive, then to all other sinks at the same time; to all at once where `atMostMs` says that there is no time. None depends on another, and none can fail the run: an error is part of the outcome.
 * A sink that does not end at its limit is left behind.
 */
export async function deliverRun(
  run: FinishedRun,
  { sinks, signal, atMostMs = Number.POSITIVE_INFINITY }: DeliveryOptions,
): Promise<Delivery[]> {
  const deliverTo = async (some: (sink: RunSink) => boolean, one: FinishedRun) =>
    await Promise.all(
      Object.entries(sinks)
        .filter(([, sink]) => some(sink))
        .map(async ([name, sink]): Promise<Delivery> => {
          try {
            return { sink: name, did: await within(Math.min(sink.limitMs, atMostMs), signal, sink, one) };
          } catch (error) {
            return { sink: name, error };
          }
        }),
    );
  const ended = new AbortController();
  const shared = { ...run, past: run.past ?? pastOfRun(run, AbortSignal.any([signal, ended.signal])) };
  try {
    if (atMostMs !== Number.POSITIVE_INFINITY) return await deliverTo(() => true, shared);
    const archived = await deliverTo(({ archives = false }) => archives, shared);
    const isArchived = archived.some((one) => 'did' in one);
    return [...archived, ...(await deliverTo(({ archives = false }) => !archives, { ...shared, isArchived }))];
  } finally {
    // What is still read is for nobody.
    ended.abort(new Error('the delivery has ended'));
  }
}

async function within(limitMs: number, ended: AbortSignal, sink: RunSink, run: FinishedRun): Promise<string> {
  const late = new AbortController();
  const timer = setTimeout(
    () => late.abort(new Error(`it took longer than ${formatDuration(limitMs / 1_000)}`)),
    limitMs,
  );
  const signal = AbortSignal.any([ended, late.signal]);
  try {
    const deliver = await unlessAborted(sink.load(), signal);
    return await unlessAborted(deliver(run, signal), signal);
  } catch (error) {
    // Libraries throw errors of their own when their signal fires.
    throw signal.aborted ? signal.reason : error;
  } finally {
    clearTimeout(timer);
  }
}

/** A line for each delivery that was made. @example 'archive: uploaded 5 files to s3://runs/prod' */
export function deliveredLines(deliveries: readonly Delivery[]): string[] {
  return deliveries.flatMap((one) => ('did' in one ? [`${one.sink}: ${cleanLine(one.did)}`] : []));
}

/** The deliveries that failed. */
export function failedDeliveries(deliveries: readonly Delivery[]): { sink: string; error: unknown }[] {
  return deliveries.filter((one) => 'error' in one);
}

/** What failed, in a few words for the end of a sentence; empty when nothing did. @example 'not published to archive: no bucket runs' */
export function failedText(deliveries: readonly Delivery[]): string {
  return failedDeliveries(deliveries)
    .map(({ sink, error }) => `not published to ${sink}: ${cleanLine(whatIsWrong(error), 300)}`)
    .join('; ');
}

/** What was delivered and what failed, in one line. */
export function deliveriesText(deliveries: readonly Delivery[]): string {
  return [...deliveredLines(deliveries), failedText(deliveries)].filter((part) => part !== '').join('; ');
}
