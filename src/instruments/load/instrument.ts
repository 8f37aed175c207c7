import type { Instrument } from '../contract/instrument.ts';
import { loadFor, type Load } from './load.ts';
import { loadRights } from './load-rights.ts';
import { whyNoLoad } from './locust-image.ts';
import { platformTrials } from './platform-trials.ts';

/** Load by Locust, generated in the namespace for workloads. */
export const load: Instrument<Load> = {
  title: 'load',
  rights: loadRights,
  whyNot: (config) => whyNoLoad(config),
  trials: platformTrials,
  make: (run) => ({ forCheck: (scope) => loadFor(run, scope) }),
};
