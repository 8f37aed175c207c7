import { isSameKind, type Kind } from '../../cluster/kinds/kind.ts';
import { kinds } from '../../cluster/kinds/kinds.ts';
import { collector, type Collector } from './collector.ts';
import { ofClaim, ofStorageClass } from './kinds/claim.ts';
import { ofHpa } from './kinds/hpa.ts';
import { ofCronJob } from './kinds/job.ts';
import { ofNode } from './kinds/node.ts';
import { ofService } from './kinds/service.ts';
import { ofDeployment, ofOwner, ofPod } from './kinds/workload.ts';

/** The collectors, one for each kind that a test may be about. Of all other kinds the object itself and its events are collected. */
const collectors: readonly Collector[] = [
  collector(kinds.deployments, ofDeployment),
  collector(kinds.statefulSets, ofOwner),
  collector(kinds.daemonSets, ofOwner),
  collector(kinds.replicaSets, ofOwner),
  collector(kinds.jobs, ofOwner),
  collector(kinds.cronJobs, ofCronJob),
  collector(kinds.pods, ofPod),
  collector(kinds.services, ofService),
  collector(kinds.horizontalPodAutoscalers, ofHpa),
  collector(kinds.persistentVolumeClaims, ofClaim),
  collector(kinds.storageClasses, ofStorageClass),
  collector(kinds.nodes, ofNode),
];

/** The collector of a kind, if it has one. */
export function collectorOf(kind: Kind): Collector | undefined {
  return collectors.find((one) => isSameKind(one.kind, kind));
}

/** Whether more than the object itself is collected of a kind. */
export function hasCollector(kind: Kind): boolean {
  return collectorOf(kind) !== undefined;
}
