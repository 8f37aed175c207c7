import type { Kind } from '../../../cluster/kinds/kind.ts';

/** A condition of an object of Karpenter. */
export interface KarpenterCondition {
  type: string;
  status: string;
  reason?: string;
  message?: string;
}

interface Taint {
  key: string;
  value?: string;
  effect: string;
}

/** A NodePool of Karpenter, as far as it is read. https://karpenter.sh/docs/concepts/nodepools/ */
export interface NodePool {
  metadata?: { name?: string; deletionTimestamp?: string };
  spec?: {
    weight?: number;
    /** A pool of a fixed size does not follow the load. */
    replicas?: number;
    limits?: Readonly<Record<string, string | number>>;
    template?: { spec?: { taints?: readonly Taint[] } };
  };
  status?: { resources?: Readonly<Record<string, string>>; conditions?: readonly KarpenterCondition[] };
}

/** A NodeClaim of Karpenter, its request for one node, as far as it is read. https://karpenter.sh/docs/concepts/nodeclaims/ */
export interface NodeClaim {
  metadata?: {
    name?: string;
    uid?: string;
    deletionTimestamp?: string;
    labels?: Readonly<Record<string, string>>;
  };
  status?: { nodeName?: string; conditions?: readonly KarpenterCondition[] };
}

const karpenter = <T>(kind: string): Kind<T> => ({
  group: 'karpenter.sh',
  version: 'v1',
  resource: `${kind.toLowerCase()}s`,
  kind,
  namespaced: false,
});

/** The kinds of Karpenter that are read. */
export const karpenterKinds = {
  nodePools: karpenter<NodePool>('NodePool'),
  nodeClaims: karpenter<NodeClaim>('NodeClaim'),
} as const;

/** The label of NodeClaims and nodes with the name of their NodePool. */
export const POOL_LABEL = 'karpenter.sh/nodepool';
