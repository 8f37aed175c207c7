import type { Cluster } from '../../cluster/cluster.ts';
import type { Right } from '../../cluster/rights.ts';
import type { Config } from '../../config/schema.ts';
import type { Objects } from '../../objects/objects.ts';
import type { CheckScope } from './check-scope.ts';
import type { Trial, TrialContext } from './trial.ts';
import type { Uses } from './uses.ts';

/** What an instrument is made with. */
export interface RunContext {
  config: Config;
  cluster: Cluster;
  /** Everything that an instrument creates goes through these, which remove it at the end of the run. */
  objects: Objects;
  /** Fires when the run is cut off. */
  signal: AbortSignal;
}

/** What the checks of a run share of an instrument. */
export interface MadeInstrument<Tool> {
  /** The tool in the hands of one check: it ends with the check's signal, and each of its waits is named. */
  forCheck(scope: CheckScope): Tool;
}

/**
 * Something that checks measure with. It is used by name in `uses` and handed to their bodies as a tool of the toolbox.
 * How one is added: docs/how-to/add-an-instrument.md
 */
export interface Instrument<Tool> extends Uses {
  /** As an overdue check names it: `load`, in `load: 3 workers of load-cycle are connected`. */
  readonly title: string;
  readonly rights: readonly Right[];
  readonly trials: (context: TrialContext) => readonly Trial[];
  /** Called once in a run; creates nothing in the cluster yet. */
  readonly make: (run: RunContext) => MadeInstrument<Tool>;
}
