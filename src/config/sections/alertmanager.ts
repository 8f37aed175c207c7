import { z } from 'zod';
import { endpointKeys } from './endpoint.ts';

/** Where Alertmanager is. */
export const alertmanager = z.strictObject(endpointKeys('Alertmanager')).prefault({}).describe('Where Alertmanager is');
