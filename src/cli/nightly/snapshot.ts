import type { Cluster } from '../../cluster/cluster.ts';
import { kinds, type Node } from '../../cluster/kinds/kinds.ts';
import { serverVersion } from '../../cluster/server-version.ts';

/** A workload before the run: how many replicas it wants, and how many are ready. */
interface WorkloadState {
  kind: string;
  name: string;
  desired: number;
  ready: number;
}

/** The state of a cluster at one time, small enough to be kept of every night. It has no environment, no arguments and no data of objects. */
export interface Snapshot {
  at: string;
  version: string;
  nodes: ReturnType<typeof nodeState>[];
  workloads: WorkloadState[];
  /** Pods that are neither running nor succeeded. */
  pods: { name: string; phase: string; reason: string }[];
}

/** Reads the state of a cluster: version, nodes, workloads, pods that do not run. */
export async function snapshotOf(cluster: Cluster, signal: AbortSignal): Promise<Snapshot> {
  const [version, nodes, deployments, statefulSets, daemonSets, pods] = await Promise.all([
    serverVersion(cluster, signal),
    cluster.list(kinds.nodes, {}, { signal }),
    cluster.list(kinds.deployments, {}, { signal }),
    cluster.list(kinds.statefulSets, {}, { signal }),
    cluster.list(kinds.daemonSets, {}, { signal }),
    cluster.list(kinds.pods, {}, { signal }),
  ]);
  return {
    at: cluster.clock.date().toISOString(),
    version,
    nodes: nodes.map(nodeState),
    workloads: [
      ...[...deployments.map(withKind('Deployment')), ...statefulSets.map(withKind('StatefulSet'))].map(
        ({ kind, metadata, spec, status }) => ({
          ...{ kind, name: nameOf(metadata), desired: spec?.replicas ?? 1, ready: status?.readyReplicas ?? 0 },
        }),
      ),
      ...daemonSets.map(({ metadata, status }) => ({
        ...{ kind: 'DaemonSet', name: nameOf(metadata) },
        ...{ desired: status?.desiredNumberScheduled ?? 0, ready: status?.numberReady ?? 0 },
      })),
    ],
    pods: pods.flatMap(({ metadata, status }) => {
      const { phase = 'Unknown', reason = '' } = status ?? {};
      return phase === 'Running' || phase === 'Succeeded' ? [] : [{ name: nameOf(metadata), phase, reason }];
    }),
  };
}

function nodeState({ metadata, spec, status }: Node) {
  const { kubeletVersion, kernelVersion, osImage, containerRuntimeVersion } = status?.nodeInfo ?? {};
  return {
    name: metadata?.name ?? '',
    isCordoned: spec?.unschedulable ?? false,
    taints: (spec?.taints ?? []).map(({ key, effect }) => `${key}:${effect}`),
    capacity: status?.capacity ?? {},
    conditions: Object.fromEntries((status?.conditions ?? []).map((one) => [one.type, one.status])),
    software: { kubeletVersion, kernelVersion, osImage, containerRuntimeVersion },
  };
}

function withKind(kind: string) {
  return <T extends object>(object: T): T & { kind: string } => ({ ...object, kind });
}

function nameOf(metadata: { namespace?: string; name?: string } | undefined): string {
  return `${metadata?.namespace}/${metadata?.name}`;
}
