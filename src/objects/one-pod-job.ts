import type { z } from 'zod';
import type { Manifest } from '../cluster/cluster.ts';
import type { Pod } from '../cluster/kinds/kinds.ts';

/** The label by which the pod of a Job is found. */
export const JOB_LABEL = 'batch.kubernetes.io/job-name';

/** What differs between Jobs of one pod. */
export interface OnePodJob {
  namespace: string;
  name: string;
  /** `app.kubernetes.io/name` of the Job and its pod. */
  app: string;
  /** How often the container of the pod is started again after a failure. @default 0 */
  restarts?: number;
  /** The rest of the pod's `spec`. */
  pod: object;
}

/** A Job with one pod: the account of the plugin may create no pods themselves. Pure. */
export function onePodJob({ namespace, name, app, restarts = 0, pod }: OnePodJob): Manifest {
  const labels = { 'app.kubernetes.io/name': app };
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { namespace, name, labels },
    spec: {
      backoffLimit: restarts,
      template: {
        metadata: { labels },
        spec: { restartPolicy: restarts > 0 ? 'OnFailure' : 'Never', ...pod },
      },
    },
  };
}

/** The pod of a Job among those of its namespace; pure. */
export function podOfJob(pods: readonly Pod[], name: string): Pod | undefined {
  return pods.find(({ metadata }) => metadata?.labels?.[JOB_LABEL] === name);
}

/**
 * What a program says of itself in the termination message of its container, of at most 4 KiB, which is kept in the status of the pod; pure.
 * @returns `undefined` when it is none, as after a kill.
 */
export function readAccount<Account>(message: string | undefined, schema: z.ZodType<Account>): Account | undefined {
  try {
    return schema.safeParse(JSON.parse(message ?? '')).data;
  } catch {
    return undefined; // no JSON
  }
}
