import { kinds } from '../../cluster/kinds/kinds.ts';
import { looksAt } from '../../cluster/rights/rights.ts';
import { agents } from '../../instruments/agents/instrument.ts';
import type { Instrument } from '../../instruments/contract/instrument.ts';
import { targetApp } from '../../instruments/target-app/instrument.ts';
import { evictionRights } from './disturb/evict-pod.ts';
import { isServed } from './requests/is-served.ts';
import { rollingRestartFor, type RollingRestart } from './rolling-restart.ts';

/** Pods of target apps that end while probe agents send requests. */
export const rollingRestart: Instrument<RollingRestart> = {
  title: 'rolling restart',
  uses: [targetApp, agents],
  rights: [
    looksAt(kinds.pods),
    looksAt(kinds.endpointSlices),
    looksAt(kinds.replicaSets),
    looksAt(kinds.events),
    ...evictionRights,
    ...isServed.rights,
  ],
  trials: () => [],
  make: (run) => ({ forCheck: (scope) => rollingRestartFor(run, scope) }),
};
