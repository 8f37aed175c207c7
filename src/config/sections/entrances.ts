import { z } from 'zod';
import { objectName } from './values.ts';

/** How Ingresses are judged. */
export const entrances = z
  .strictObject({
    withoutAddress: z
      .array(objectName)
      .default([])
      .describe(
        'IngressClasses whose controllers tell no address by design, as one behind a NodePort: an Ingress of such a class needs none',
      ),
  })
  .prefault({})
  .describe('How the entrances to the cluster are judged');
