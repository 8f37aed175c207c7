import type { Deployment } from '../cluster/kinds.ts';
import type { LoadTestSpec } from './spec/load-test-spec.ts';

/** The load that a platform was set up for. */
export type PlannedLoad = Pick<LoadTestSpec, 'users' | 'spawnRate' | 'seconds' | 'rate' | 'thresholds'>;

const ANNOTATION = 'shakedown/planned-load';

/** The annotation of the master's Deployment that stores the planned load. */
export function plannedLoadAnnotation({ users, spawnRate, seconds, rate, thresholds }: PlannedLoad) {
  return { [ANNOTATION]: JSON.stringify({ users, spawnRate, seconds, rate, thresholds }) };
}

/** The planned load in the annotation of the master's Deployment; `undefined` when it was set up without one. */
export function plannedLoad({ metadata }: Deployment): PlannedLoad | undefined {
  const text = metadata?.annotations?.[ANNOTATION];
  return text === undefined ? undefined : (JSON.parse(text) as PlannedLoad);
}
