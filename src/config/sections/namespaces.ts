import { z } from 'zod';
import { dnsLabel } from './values.ts';

/** The namespaces of the suite itself. */
export const namespaces = z
  .strictObject({
    suite: dnsLabel.default('shakedown').describe('Where the Lease and the probe agents are'),
    workloads: dnsLabel.default('shakedown-workloads').describe('Where specs deploy their test workloads'),
  })
  .prefault({})
  .describe('The namespaces of the suite itself');
