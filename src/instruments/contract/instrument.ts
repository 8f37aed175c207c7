import type { Cluster } from '../../cluster/cluster.ts';
import type { Right } from '../../cluster/rights/rights.ts';
import type { Config } from '../../config/schema.ts';
import type { Objects } from '../../objects/objects.ts';
import type { CheckScope } from './check-scope.ts';
import type { Trial, TrialContext } from './trial.ts';
import type { Uses } from './uses.ts';

/** What an instrument gets from the run. */
export interface RunContext {
  config: Config;
  cluster: Cluster;
  /** An instrument creates all its objects with these; they are removed at the end of the run. */
  objects: Objects;
  /** Fires when the run is cut off. */
  signal: AbortSignal;
  /** Whether the run executes a check, by its id. @default it executes none that matters */
  executes?: (check: string) => boolean;
}

/** An instrument of one run, shared by its checks. */
export interface MadeInstrument<Tool> {
  /** The tool for one check: it ends with the check's signal, and each of its waits has a title. */
  forCheck(scope: CheckScope): Tool;
}

/**
 * Something that checks measure with. Checks name it in `uses`, and their bodies get it as a tool of the toolbox.
 * How to add one: docs/how-to/add-an-instrument.md
 */
export interface Instrument<Tool> extends Uses {
  /** Its name in the error of an overdue check: `load`, in `load: 3 workers of load-cycle are connected`. */
  readonly title: string;
  /** What a check writes in `uses` to get its tool. @default the name of the tool */
  readonly inUses?: string;
  readonly rights: readonly Right[];
  readonly trials: (context: TrialContext) => readonly Trial[];
  /** Called once in a run; creates nothing in the cluster yet. */
  readonly make: (run: RunContext) => MadeInstrument<Tool>;
}
