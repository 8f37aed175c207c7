import { z } from 'zod';
import { endpointKeys } from './endpoint.ts';
import { timeout } from './values.ts';

/** Where Prometheus is, or what serves the same API, and what is expected of it. */
export const prometheus = z
  .strictObject({
    ...endpointKeys('Prometheus'),
    window: timeout
      .default('10m')
      .describe('How far back failed scrapes of a target that succeeds now are counted: they are told, and no failure'),
  })
  .prefault({})
  .describe('Where Prometheus is, or what serves the same API, and what is expected of it');
