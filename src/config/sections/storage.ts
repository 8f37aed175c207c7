import { z } from 'zod';
import { objectName, quantity, timeout } from './values.ts';

/** How volumes are tested. */
export const storage = z
  .strictObject({
    classes: z
      .array(objectName)
      .default([])
      .describe('StorageClasses of which a volume is tested. Empty: the default ones'),
    size: quantity
      .default('64Mi')
      .describe('Size of each volume that is claimed; a class that can, expands it to twice the size'),
    within: timeout
      .default('2m')
      .describe('How long each step may take: a volume until a pod has written it, read it again, expanded, deleted'),
  })
  .prefault({})
  .describe('How volumes are tested');
