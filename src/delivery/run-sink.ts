import type { Config } from '../config/schema.ts';
import type { Results } from '../results/model.ts';
import type { DeliveredPast } from './past-of-run.ts';

/** A run that has ended. */
export interface FinishedRun {
  /** The directory with its files: rendered results, journal, log, evidence, the archive of Sonobuoy. */
  directory: string;
  results: Results;
  config: Config;
  /** Whether channels are told about it although they were told before. @default false */
  again?: boolean;
  /** Whether its files were put into the archive by this delivery. @default false */
  isArchived?: boolean;
  /** Reads the runs before it, once for all sinks, or has read them for the report. @default they are read for the sinks */
  past?: () => Promise<DeliveredPast>;
}

/**
 * Delivers a finished run. It passes the signal on to whatever it waits for.
 * @returns what it did, in one line.
 * @throws an error that says why it could not; it contains no secret.
 */
export type DeliverRun = (run: FinishedRun, signal: AbortSignal) => Promise<string>;

/** A place, or people, that a finished run is delivered to. */
export interface RunSink {
  /** The key of the configuration that turns it on: `archive.bucket`. */
  readonly turnedOnBy: string;
  /** Whether the configuration turns it on. */
  isTurnedOn(config: Config): boolean;
  /** Whether it archives the files of the run, which others link to: it is delivered to before them. @default false */
  readonly archives?: boolean;
  /** How long a delivery may take, in milliseconds; then its signal fires. */
  readonly limitMs: number;
  /** Loaded when it is turned on: other runs need not wait for its packages. */
  load(): Promise<DeliverRun>;
}

/** Sinks by the names that people use for them. */
export type RunSinks = Readonly<Record<string, RunSink>>;
