import { kinds } from '../../cluster/kinds/kinds.ts';
import { owns, uses } from '../../cluster/rights/rights.ts';
import { clearingRights } from '../../objects/rights.ts';
import { milliseconds } from '../../time/duration.ts';
import type { Instrument } from '../contract/instrument.ts';
import { agentDaemonSet } from './fleet/agent-daemon-set.ts';
import { agentsFor, type Agents } from './agents.ts';
import { makeSharedFleet } from './fleet/shared-fleet.ts';

/** The longest time that their measurements take in addition to waits, in milliseconds. */
const MEASURING_MS = 15_000;

/** The probe agents. Conditions that use them need further permissions: {@link reachable}, {@link namesResolve}, {@link kubeletAnswers}. */
export const agents: Instrument<Agents> = {
  title: 'probe agents',
  rights: [
    owns(kinds.daemonSets, 'home'),
    ...clearingRights('home'),
    uses(kinds.pods, 'proxy', ['get', 'create'], 'home'),
  ],
  trials: ({ config, simulated }) => [
    {
      of: 'the probe agents',
      kind: kinds.daemonSets,
      manifest: agentDaemonSet({ config, image: config.image, token: 'dry-run', simulated }),
    },
  ],
  setupTime: ({ time }) => `${milliseconds(time.agents) + MEASURING_MS}ms`,
  make: (run) => {
    const shared = makeSharedFleet(run);
    return { forCheck: (scope) => agentsFor(shared, run.config.namespaces.suite, scope, run.executes) };
  },
};
