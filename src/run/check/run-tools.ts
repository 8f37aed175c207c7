import type { Toolbox } from '../../authoring/toolbox.ts';
import type { MadeInstrument, RunContext } from '../../instruments/contract/instrument.ts';
import { makeTools } from '../../instruments/contract/make-tools.ts';
import { instruments } from '../../instruments/registry.ts';
import { scenarios } from '../../scenarios/registry.ts';
import { clusterFor } from './cluster-for.ts';

/** The part of the toolbox that works with the cluster. */
export type CheckTools = Pick<Toolbox, 'cluster' | keyof typeof instruments | keyof typeof scenarios>;

/** The tools that the checks of a run share; each check gets its own view of them. */
export type RunTools = MadeInstrument<CheckTools>;

/** Creates the cluster verbs, all instruments and all scenarios of a run. */
export function runTools(run: RunContext): RunTools {
  const made = makeTools({ ...instruments, ...scenarios }, run);
  return { forCheck: (scope) => ({ ...made.forCheck(scope), cluster: clusterFor(run, scope) }) };
}
