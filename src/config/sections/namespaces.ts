import { z } from 'zod';
import { dnsLabel } from './values.ts';

/** The name of a namespace that the suite may create, label and remove objects in: not one of Kubernetes itself. */
const ownNamespace = dnsLabel.regex(
  /^(?!default$|kube-)/,
  'a namespace of Kubernetes itself; give the suite one of its own',
);

/** The namespaces of the suite itself. */
export const namespaces = z
  .strictObject({
    suite: ownNamespace.default('shakedown').describe('Where the Lease and the probe agents are'),
    workloads: ownNamespace.default('shakedown-workloads').describe('Where specs deploy their test workloads'),
    podSecurity: z
      .enum(['restricted', 'baseline', 'privileged'])
      .default('restricted')
      .describe(
        'Level of Pod Security that the suite’s namespaces enforce when the suite creates them; `privileged` where a mesh injects containers that set up the network',
      ),
  })
  .prefault({})
  .describe('The namespaces of the suite itself');
