import { randomUUID } from 'node:crypto';
import type { LoadBounds } from '../../instruments/load/bounds.ts';
import type { LoadOrder } from '../../instruments/load/master.ts';
import type { PlannedLoad } from '../planned-load.ts';
import { parseProperties } from './properties.ts';
import { PROPERTY_DEFAULTS, type NameOf } from './property-keys.ts';

/**
 * The load that was planned for a platform, with some properties replaced.
 * @param planned the planned load. @default the defaults of the properties
 * @param nameOf how messages name a property. @default by its key
 * @throws what `parseProperties` throws.
 */
export function loadOrder(
  planned: PlannedLoad | undefined,
  properties: Readonly<Record<string, string>>,
  bounds: LoadBounds,
  nameOf?: NameOf,
): LoadOrder {
  const base = planned
    ? {
        USERS: String(planned.users),
        SPAWN_RATE: String(planned.spawnRate),
        RUN_TIME: `${Math.ceil(planned.seconds)}s`,
        RATE: planned.rate === 0 ? '' : String(planned.rate),
      }
    : PROPERTY_DEFAULTS;
  // The target of the platform was set at its setup.
  const all = { ...base, ...properties, TARGET_HOST: 'set' };
  const { users, spawnRate, seconds, rate } = parseProperties(all, bounds, nameOf);
  const isAskedFor = planned?.runTime !== undefined || properties['RUN_TIME'] !== undefined;
  return { id: randomUUID(), users, spawnRate, seconds, rate, ...(isAskedFor && { runTime: seconds }) };
}
