import { z } from 'zod';
import { dnsLabel } from './values.ts';

/** The namespaces of the suite itself. */
export const namespaces = z
  .strictObject({
    suite: dnsLabel.default('shakedown').describe('Where the Lease and the probe agents are'),
    workloads: dnsLabel.default('shakedown-workloads').describe('Where specs deploy their test workloads'),
    podSecurity: z
      .enum(['restricted', 'baseline', 'privileged'])
      .default('restricted')
      .describe(
        'Level of Pod Security that the suite’s namespaces enforce when the suite creates them; `privileged` where a mesh injects containers that set up the network',
      ),
  })
  .prefault({})
  .describe('The namespaces of the suite itself');
