import { z } from 'zod';
import { jsonAnnotation } from '../cluster/json-annotation.ts';
import type { Deployment } from '../cluster/kinds/kinds.ts';
import type { LoadTestSpec } from './spec/load-test-spec.ts';

/** The load that a platform was set up for. */
export type PlannedLoad = Pick<LoadTestSpec, 'users' | 'spawnRate' | 'seconds' | 'runTime' | 'rate' | 'thresholds'>;

const ANNOTATION = 'shakedown/planned-load';

const plannedLoadSchema = z.object({
  ...{ users: z.number(), spawnRate: z.number(), seconds: z.number(), rate: z.number() },
  runTime: z.number().exactOptional(),
  thresholds: z.array(
    z.object({
      endpoint: z.string(),
      metric: z.enum(['p50', 'p95', 'p99', 'failures', 'rate']),
      operator: z.enum(['<', '<=', '>', '>=']),
      limit: z.number(),
      text: z.string(),
    }),
  ),
});

/** The annotation of the master's Deployment that stores the planned load. */
export function plannedLoadAnnotation({ users, spawnRate, seconds, runTime, rate, thresholds }: PlannedLoad) {
  return { [ANNOTATION]: JSON.stringify({ users, spawnRate, seconds, runTime, rate, thresholds }) };
}

/**
 * The planned load in the annotation of the master's Deployment; `undefined` when it was set up without one.
 * @throws ShakedownError ANNOTATION_UNREADABLE when somebody has edited it.
 */
export function plannedLoad(deployment: Deployment): PlannedLoad | undefined {
  const todo = 'set the platform up again: shakedown loadtest setup';
  return jsonAnnotation(deployment, { annotation: ANNOTATION, schema: plannedLoadSchema, kind: 'deployment', todo });
}
