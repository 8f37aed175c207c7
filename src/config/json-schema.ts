import { z } from 'zod';
import { configSchema } from './schema.ts';

/** The JSON Schema of the configuration file. */
export function configJsonSchema(): object {
  // Durations are checked by code, which JSON Schema cannot contain; their pattern is equivalent.
  return z.toJSONSchema(configSchema, { io: 'input', unrepresentable: 'any' });
}
