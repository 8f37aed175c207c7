import { z } from 'zod';
import { timeout } from './values.ts';

/** Timeouts: how long the cluster may take. */
export const time = z
  .strictObject({
    settle: timeout.default('3m').describe('Timeout for a workload to be at its desired state'),
    rollout: timeout.default('2m').describe('Timeout for each step of a Deployment of the suite'),
    agents: timeout
      .default('2m')
      .describe(
        'Timeout for the probe agents to be up: each node pulls the image of the suite, so with hundreds of nodes it takes longer',
      ),
  })
  .prefault({})
  .describe('Timeouts: how long the cluster may take');
