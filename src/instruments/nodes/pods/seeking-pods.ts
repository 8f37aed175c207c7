import type { Manifest } from '../../../cluster/cluster.ts';
import type { Node, Pod } from '../../../cluster/kinds/kinds.ts';
import type { Config } from '../../../config/schema.ts';
import { nodeLabels, type NodeAutoscaler } from '../find/choose-autoscaler.ts';
import { POOL_LABEL } from '../find/karpenter.ts';
import { heldCpu, neededCpu } from './needed-cpu.ts';

const HOST_NAME = 'kubernetes.io/hostname';

/** What keeps pods off the nodes that are there, as fields of a pod and of its container. */
export interface Room {
  nodeSelector: Record<string, string>;
  tolerations: readonly object[];
  /** Names of hosts that the pods must not run on. */
  except: readonly string[];
  /** In thousandths of a core. */
  cpu: number;
  /** What a new node of the size of those that are there could hold, likewise; absent where that is not known, or does not matter. */
  holds?: number;
}

/**
 * What a pod asks for that no present node gives, and a new one does; pure. Karpenter ignores pods that name hosts: its pods ask for a node of its
 * NodePool, with more CPU than any of these has left. Any other autoscaler thinks of a new node as of one with a host name of its own, so a pod
 * that avoids all present hosts needs a new one of any size.
 * https://github.com/kubernetes-sigs/karpenter/blob/v1.13.0/pkg/apis/v1/nodeclaim_validation.go (ValidateRequirement)
 */
export function roomOf(
  autoscaler: NodeAutoscaler,
  nodes: readonly Node[],
  pods: readonly Pod[],
  { nodeSelector, tolerations }: Config['nodes']['autoscaler'],
): Room {
  const { pool } = autoscaler;
  const hosts = nodes.flatMap(({ metadata }) => metadata?.labels?.[HOST_NAME] ?? []).toSorted();
  const ofPool = nodes.filter(({ metadata }) => metadata?.labels?.[POOL_LABEL] === pool?.name);
  const holds = pool ? heldCpu(ofPool, pods) : undefined;
  return {
    nodeSelector: { ...nodeSelector, ...nodeLabels(autoscaler) },
    tolerations: [...tolerations, ...(pool?.taints ?? []).map(tolerationOf)],
    except: pool ? [] : hosts,
    cpu: neededCpu(pool ? ofPool : [], pods),
    ...(holds !== undefined && { holds }),
  };
}

function tolerationOf({ key, value, effect }: { key: string; value?: string; effect: string }): object {
  return value === undefined ? { key, operator: 'Exists', effect } : { key, operator: 'Equal', value, effect };
}

/** A Deployment of pods that do nothing, each on a node of its own. */
export function seekingPods(
  place: { namespace: string; name: string },
  image: string,
  replicas: number,
  { nodeSelector, tolerations, except, cpu }: Room,
): Manifest {
  const labels = { 'app.kubernetes.io/name': place.name };
  const elsewhere = [{ matchExpressions: [{ key: HOST_NAME, operator: 'NotIn', values: except }] }];
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { ...place, labels },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          nodeSelector,
          tolerations,
          affinity: {
            ...(except.length > 0 && {
              nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: elsewhere } },
            }),
            podAntiAffinity: {
              requiredDuringSchedulingIgnoredDuringExecution: [
                { topologyKey: HOST_NAME, labelSelector: { matchLabels: labels } },
              ],
            },
          },
          terminationGracePeriodSeconds: 1,
          containers: [
            {
              name: 'idle',
              image,
              args: ['target-app', '--drain=0s'],
              resources: { requests: { cpu: `${cpu}m`, memory: '64Mi' }, limits: { memory: '256Mi' } },
            },
          ],
        },
      },
    },
  };
}
