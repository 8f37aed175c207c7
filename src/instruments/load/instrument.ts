import type { Instrument } from '../contract/instrument.ts';
import { loadFor, type Load } from './load.ts';
import { loadRights } from './load-rights.ts';
import { platformTrials } from './platform-trials.ts';

/** Load by Locust, made in the namespace for workloads. */
export const load: Instrument<Load> = {
  title: 'load',
  rights: loadRights,
  trials: platformTrials,
  make: (run) => ({ forCheck: (scope) => loadFor(run, scope) }),
};
