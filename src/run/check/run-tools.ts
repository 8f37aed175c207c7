import type { Toolbox } from '../../authoring/toolbox.ts';
import type { MadeInstrument, RunContext } from '../../instruments/contract/instrument.ts';
import { makeTools } from '../../instruments/contract/make-tools.ts';
import { instruments } from '../../instruments/registry.ts';
import { scenarios } from '../../scenarios/registry.ts';
import { clusterFor } from './cluster-for.ts';

/** The part of the toolbox that waits for something in the cluster. */
export type CheckTools = Pick<Toolbox, 'cluster' | keyof typeof instruments | keyof typeof scenarios>;

/** What the checks of a run share, and each is given for itself. */
export type RunTools = MadeInstrument<CheckTools>;

/** The verbs, all instruments and all scenarios, made for a run. */
export function runTools(run: RunContext): RunTools {
  const made = makeTools({ ...instruments, ...scenarios }, run);
  return { forCheck: (scope) => ({ ...made.forCheck(scope), cluster: clusterFor(run, scope) }) };
}
