import { z } from 'zod';
import type { Cluster } from '../../cluster/cluster.ts';
import { jsonOf } from '../../cluster/json-annotation.ts';
import type { Deployment } from '../../cluster/kinds/kinds.ts';
import { ShakedownError } from '../../errors/shakedown-error.ts';
import type { PlatformRef } from '../../instruments/load/platform/platform.ts';
import { suiteLabels } from '../../objects/suite-labels.ts';

/** Who has set up a platform, and takes it for theirs. */
export interface SetUpBy {
  /** `ann@laptop`; in a cluster `pods of the namespace web`, because each Job has another pod. */
  who: string;
  /** The context of the kubeconfig; absent in a cluster. */
  context?: string;
}

const ANNOTATION = 'shakedown/set-up-by';

const recordedSchema = z.object({ who: z.string(), context: z.string().optional(), at: z.string().optional() });

/** The annotation of the master's Deployment that says who has set up the platform, when, by the API server's time, and from which context. */
export function setUpByAnnotation(cluster: Cluster, by: SetUpBy): Record<string, string> {
  return { [ANNOTATION]: JSON.stringify({ ...by, at: cluster.serverDate().toISOString() }) };
}

/** Who has set up a platform, as the end of a sentence. @example 'by ann@laptop, at 2026-11-21T08:14:50.000Z, from the context staging' */
export function describeSetUp({ metadata }: Deployment): string {
  const { who, at, context } = recorded(metadata?.annotations) ?? {};
  const run = metadata?.labels?.[suiteLabels.runLabel];
  return [
    `by ${who ?? (run === undefined ? 'somebody' : `somebody, in run ${run}`)}`,
    `at ${at ?? metadata?.creationTimestamp ?? 'an unknown time'}`,
    ...(context === undefined ? [] : [`from the context ${context}`]),
  ].join(', ');
}

/**
 * Makes sure that a platform that stays, though no load runs on it, is not replaced by somebody else.
 * @param master the Deployment of its master; absent when there is no such platform.
 * @throws ShakedownError LOAD_PLATFORM_EXISTS that names who has set it up.
 */
export function refusePlatformOfOthers(master: Deployment | undefined, ref: PlatformRef, by: SetUpBy): void {
  const { annotations = {} } = master?.metadata ?? {};
  // That of a run is a leftover: its run would hold the Lease.
  if (!master || suiteLabels.expires in annotations) return;
  if (recorded(annotations)?.who === by.who) return;
  throw new ShakedownError('LOAD_PLATFORM_EXISTS', {
    meaning: 'usage',
    expected: `no platform of somebody else in ${ref.namespace}/${ref.name}`,
    seen: `one that was set up ${describeSetUp(master)}`,
    todo: 'use it: shakedown loadtest start; or choose another --name, or replace it: --take-over',
  });
}

/** What the annotation says; `undefined` without it, and when somebody has edited it: then nobody is known. */
function recorded(annotations: Readonly<Record<string, string>> = {}): z.infer<typeof recordedSchema> | undefined {
  return recordedSchema.safeParse(jsonOf(annotations[ANNOTATION] ?? '')).data;
}
