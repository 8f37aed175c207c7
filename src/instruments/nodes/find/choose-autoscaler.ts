import type { Ref } from '../../../cluster/kinds/kind.ts';
import type { Deployment } from '../../../cluster/kinds/kinds.ts';
import type { Config } from '../../../config/schema.ts';
import { POOL_LABEL, type NodePool } from './karpenter.ts';

/** What adds and removes the nodes of a cluster. */
export interface NodeAutoscaler {
  make: 'Karpenter' | 'cluster-autoscaler' | 'another';
  /** In sentences: `NodePool default of Karpenter`. */
  name: string;
  /** The NodePool that is asked, where it is Karpenter. */
  pool?: { name: string; taints: readonly { key: string; value?: string; effect: string }[] };
  /** Its Deployment, where it runs in the cluster. */
  controller?: Required<Ref>;
}

/** What was read to find the autoscaler. */
export interface Candidates {
  /** `undefined` where the cluster has no such kind. */
  pools: readonly NodePool[] | undefined;
  deployments: readonly Pick<Deployment, 'metadata'>[];
  /** Whether there is the status of a cluster-autoscaler; where a cloud runs it, that is all of it in the cluster. */
  hasStatus: boolean;
}

/** An autoscaler, that there is none, or that the configuration names something that is not there. */
export type Chosen = NodeAutoscaler | { absent: string } | { unknown: string; expected: string; todo: string };

/** The label of its programs, and its value for each make. */
const NAMES = ['app.kubernetes.io/name', 'k8s-app', 'app'];

/**
 * The node autoscaler of a cluster; pure. The configuration wins; else Karpenter, which has NodePools; else cluster-autoscaler, which has the
 * labels of its chart or of its examples: https://github.com/kubernetes/autoscaler/tree/master/cluster-autoscaler/cloudprovider/aws/examples
 */
export function chooseAutoscaler(
  { pools, deployments, hasStatus }: Candidates,
  config: Config['nodes']['autoscaler'],
): Chosen {
  const { deployment, nodePool } = config;
  const named = deployment === '' ? undefined : deployments.map(refOf).find((ref) => textOf(ref) === deployment);
  if (deployment !== '' && !named)
    return {
      unknown: `there is no Deployment ${deployment}`,
      expected: 'the Deployment that nodes.autoscaler.deployment names',
      todo: 'correct nodes.autoscaler.deployment, or leave it out',
    };
  const asked = nodePool === '' ? bestPool(pools ?? []) : pools?.find(({ metadata }) => metadata?.name === nodePool);
  if (nodePool !== '' && !asked)
    return {
      unknown: pools === undefined ? 'the cluster has no NodePools' : `there is no NodePool ${nodePool}`,
      expected: 'the NodePool that nodes.autoscaler.nodePool names',
      todo: 'correct nodes.autoscaler.nodePool, or leave it out: kubectl get nodepools',
    };
  const isOfKarpenter = !named || hasName(deployments, named, 'karpenter');
  if (asked && isOfKarpenter) {
    const name = asked.metadata?.name ?? '';
    const controller = named ?? labelled(deployments, 'karpenter');
    return {
      make: 'Karpenter',
      name: `NodePool ${name} of Karpenter`,
      pool: { name, taints: asked.spec?.template?.spec?.taints ?? [] },
      ...(controller && { controller }),
    };
  }
  const controller = named ?? labelled(deployments, 'cluster-autoscaler');
  if (!controller && hasStatus) return { make: 'cluster-autoscaler', name: 'cluster-autoscaler' };
  if (!controller)
    return {
      absent: `there is no ${pools?.length ? 'usable NodePool' : 'NodePool'} of Karpenter and no Deployment with the labels of cluster-autoscaler, nor its status`,
    };
  const make = hasName(deployments, controller, 'cluster-autoscaler') ? 'cluster-autoscaler' : 'another';
  return { make, name: `node autoscaler ${textOf(controller)}`, controller };
}

/** The NodePool whose nodes are open to most pods. */
function bestPool(pools: readonly NodePool[]): NodePool | undefined {
  const repelling = ({ spec }: NodePool) =>
    (spec?.template?.spec?.taints ?? []).filter(({ effect }) => effect !== 'PreferNoSchedule').length;
  return pools
    .filter(({ metadata, spec }) => metadata?.deletionTimestamp === undefined && spec?.replicas === undefined)
    .toSorted(
      (a, b) =>
        Math.sign(repelling(a)) - Math.sign(repelling(b)) ||
        (b.spec?.weight ?? 0) - (a.spec?.weight ?? 0) ||
        (a.metadata?.name ?? '').localeCompare(b.metadata?.name ?? ''),
    )[0];
}

function labelled(deployments: Candidates['deployments'], name: string): Required<Ref> | undefined {
  return deployments.map(refOf).find((ref) => hasName(deployments, ref, name));
}

function hasName(deployments: Candidates['deployments'], ref: Required<Ref>, name: string): boolean {
  const found = deployments.find((one) => textOf(refOf(one)) === textOf(ref));
  const { labels = {} } = found?.metadata ?? {};
  return ref.name === name || NAMES.some((key) => labels[key]?.endsWith(name));
}

function refOf({ metadata }: Pick<Deployment, 'metadata'>): Required<Ref> {
  return { namespace: metadata?.namespace ?? '', name: metadata?.name ?? '' };
}

function textOf({ namespace, name }: Required<Ref>): string {
  return `${namespace}/${name}`;
}

/** The labels of nodes that this autoscaler adds, as far as they are known; pure. */
export function nodeLabels({ pool }: NodeAutoscaler): Record<string, string> {
  return pool ? { [POOL_LABEL]: pool.name } : {};
}
