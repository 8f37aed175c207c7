import type { Cluster } from '../../cluster/cluster.ts';
import type { Kind, Ref } from '../../cluster/kinds/kind.ts';
import type { Right } from '../../cluster/rights/rights.ts';

/**
 * The result of a look at the cluster. All answers but `ready` have a reason: the cause, in one line. `counts` are the figures
 * behind it in a line of their own (`desired 3, updated 1`): the reason is understood without them. `todo` says what may help, for
 * example a command that shows more.
 */
export type Observation =
  | {
      state: 'ready';
      reason?: string;
      /** The reason is worth telling although the condition is met: the wait returns it as its `remark`. */
      isRemarkable?: true;
      counts?: string;
    }
  /**
   * Not yet met, but waiting may help. `progress` is how far it is (replicas available, parts that are ready), so that a
   * wait can count how often it decreased. `stuckSince` says since when it is so, as RFC 3339, if waiting rarely cures the cause: a wait may
   * end early when that is longer ago than its timeout. `isUnjudged` says that nothing is wrong as far as is seen, and that more time would be
   * needed to know: at its timeout the wait ends as inconclusive.
   */
  | {
      state: 'not yet';
      reason: string;
      progress?: number;
      counts?: string;
      todo?: string;
      due?: Due;
      stuckSince?: string;
      isUnjudged?: true;
    }
  /**
   * The object does not exist, or with `isTerminating` is being deleted. If it existed earlier in this run, there is nothing to judge, and
   * the check is skipped. Otherwise somebody may still create it: a wait goes on until its timeout, and fails with this reason.
   */
  | { state: 'disappeared'; reason: string; isTerminating?: true }
  /** There is nothing to judge, according to a fact that was read: scaled to zero, superseded. The check is skipped with this reason. */
  | { state: 'does not apply'; reason: string }
  /** Waiting cannot help. */
  | { state: 'fatal'; reason: string; counts?: string; todo?: string };

/** When time alone may change an answer. */
export interface Due {
  /** In milliseconds from now; the wait looks again then, if nothing that was read changes before. */
  inMs: number;
  /**
   * All that was to be reached is reached, and only has to last until then. The timeout is for reaching it, so a wait that ends before goes on for
   * up to 20 s.
   */
  lasts?: true;
}

type Answer<State> = Extract<Observation, { state: State }>;

export const ready = (reason?: string): Answer<'ready'> =>
  reason === undefined ? { state: 'ready' } : { state: 'ready', reason };
export const notYet = (reason: string, progress?: number): Answer<'not yet'> =>
  progress === undefined ? { state: 'not yet', reason } : { state: 'not yet', reason, progress };
export const disappeared = (reason: string): Answer<'disappeared'> => ({ state: 'disappeared', reason });
export const doesNotApply = (reason: string): Answer<'does not apply'> => ({ state: 'does not apply', reason });
export const fatal = (reason: string, todo?: string): Answer<'fatal'> =>
  todo === undefined ? { state: 'fatal', reason } : { state: 'fatal', reason, todo };

/**
 * How a condition reads the cluster. Reads by `get` and `list` come from shared lists (one LIST and one WATCH per kind and
 * scope, however many conditions wait), and the loop looks again as soon as something that was read has changed. Reads through
 * `cluster` are the condition's own requests; they are repeated at the poll interval.
 */
export interface Look {
  readonly cluster: Cluster;
  readonly signal: AbortSignal;
  /** The API server's calendar time, to compare time stamps of objects with. */
  readonly date: Date;
  /**
   * Whether the reason will be shown to people: the last look of a wait that is about to fail. A condition should then read
   * what explains its answer (pods, events), which would cost too much at every look.
   */
  readonly why: boolean;
  /** Whether it is the first look of the wait. */
  readonly first: boolean;
  /** Whether it is the last look, at the timeout: what is judged by how long it has lasted is judged now. */
  readonly last: boolean;
  /** When the wait began, in the API server's calendar time. */
  readonly began: Date;
  /** The same object at all looks of a wait: a condition keeps under it what it compares from look to look. */
  readonly wait: object;
  /**
   * One object from the shared list of its kind; `undefined` when it does not exist. The list is that of the object's
   * namespace, or with `wholeCluster` that of all namespaces, which serves waits in many namespaces by one LIST. In a run that is
   * limited to one namespace it is always that of the object's namespace.
   */
  get<T>(kind: Kind<T>, ref: Ref, scope?: { wholeCluster: boolean }): Promise<T | undefined>;
  /**
   * Objects from the shared list of their kind: of one namespace, or of all.
   * @param selection.around the namespaces whose objects are needed: by one LIST of all namespaces, with the objects of the others too, or in
   * a run that is limited to one namespace by one LIST of each of them.
   */
  list<T>(kind: Kind<T>, selection?: { namespace?: string } | { around: readonly string[] }): Promise<readonly T[]>;
}

/**
 * Something that can be waited for, as a value: it can be waited for (`until`), checked at once (`now`), watched while
 * something else happens (`during`), combined (`all`), listed in a report, and tested with no cluster.
 */
export interface Condition<Seen = unknown> {
  /** What is expected, as a sentence: `deployment shop/web has 3 available replicas`. The same in every run. */
  readonly title: string;
  /** The permissions that `read` needs. */
  readonly rights: readonly Right[];
  /** A command that shows more, for a failed wait whose last answer names none: `kubectl -n shop describe deployment web`. */
  readonly todo?: string;
  /** Does the I/O. */
  read(look: Look): Promise<Seen>;
  /** Judges what was read; pure. */
  judge(seen: Seen): Observation;
  /** When the cluster wrote the change that met the condition, as RFC 3339; most objects have it in whole seconds. */
  writtenAt?(seen: Seen): string | undefined;
}
