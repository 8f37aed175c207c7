import type { ClusterTool } from '../conditions/waiting/cluster-tool.ts';
import type { Config } from '../config/schema.ts';
import type { ClusterPart } from '../config/sections/required.ts';
import type { ToolsOf } from '../instruments/contract/make-tools.ts';
import type { instruments } from '../instruments/registry.ts';
import type { CheckVerdict, Measurement } from '../results/model.ts';
import type { Duration } from '../time/duration.ts';
import type { scenarios } from '../scenarios/registry.ts';

/** A measurement as a spec gives it. */
export interface Figure extends Omit<Measurement, 'budget'> {
  /** The most that it should be, in its unit; for seconds also as a duration. */
  budget?: number | Duration | undefined;
}

/** Locks for parts of a check. */
export interface PhaseLocks {
  /**
   * Does something while no other check has this lock; the check then needs no lock for all of its body. The wait for the lock does not count
   * against the time of the check.
   * @throws ShakedownError SPEC_LOCKS when the check holds a lock already
   * @example await locks.hold('cpu-load', () => measureLatency());
   */
  hold<T>(lock: string, work: () => Promise<T>): Promise<T>;
}

/**
 * What the body of a check gets: the tools of all instruments and scenarios, by their names in the registries, and these. A tool that the check
 * does not name in `uses` throws SPEC_USES when it is used.
 */
export interface Toolbox extends ToolsOf<typeof instruments>, ToolsOf<typeof scenarios> {
  readonly cluster: ClusterTool;
  readonly config: Config;
  readonly locks: PhaseLocks;
  /** Fires at the timeout of the check or the end of the run. Pass it to your own I/O; the tools use it already. */
  readonly signal: AbortSignal;
  /**
   * Keeps a figure with the test. A budget of seconds may be written as a duration.
   * @throws ShakedownError MEASUREMENT_INVALID
   */
  measure: (figure: Figure) => void;
  /** Keeps a sentence with the test that is worth knowing although it is no failure: the summary shows it. */
  note: (text: string) => void;
  /** Keeps a text with the test, as a file in the results; a title that ends in `.json` or `.csv` is the name of a file of data. */
  attach: (title: string, text: string) => void;
  /**
   * Ends the check as skipped: it does not apply here, according to a fact that was read.
   * @throws always
   */
  skip: (reason: string) => never;
  /**
   * Ends the check because the cluster does not have what it is about: as skipped, or as failed where `required` names the part.
   * @param fact what was looked for, and where: `no Service has the labels of a Prometheus`.
   * @throws always
   */
  absent: (part: ClusterPart, fact: string) => never;
  /**
   * Ends the check as inconclusive: the instrument was not good enough to judge.
   * @throws always
   */
  inconclusive: (reason: string) => never;
  /**
   * Ends the check with the verdict of an instrument; continues when that is `passed`.
   * @throws when it is not `passed`
   */
  conclude: (verdict: CheckVerdict) => void;
}
