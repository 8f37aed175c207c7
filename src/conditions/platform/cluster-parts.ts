import { ClusterError } from '../../cluster/cluster-error.ts';
import type { Kind } from '../../cluster/kinds/kind.ts';
import { kinds } from '../../cluster/kinds/kinds.ts';
import { looksAt } from '../../cluster/rights/rights.ts';
import { ready, type Condition, type Look } from '../waiting/condition.ts';
import { certManagerCertificates } from './cert-manager-certificate.ts';
import { entranceKinds } from './entrance-kinds.ts';
import { isLoadBalancer } from './load-balancer.ts';
import { snapshotKinds } from './snapshot-kinds.ts';

/** Whether a cluster has a part. */
export interface PartSeen {
  isThere: boolean;
  /** The fact by which it has it or not, in one sentence. */
  fact: string;
}

/** How a part is found. */
interface PartRule {
  /** What a cluster with it has, for people. */
  title: string;
  /** The kinds of which one object shows it. */
  shownBy: readonly Shown[];
}

interface Shown {
  kind: Kind<object>;
  /** Which objects show it. @default any of the kind */
  by?: (object: object) => boolean;
  /** That there is none of them, as a sentence. @default that the kind has no object */
  otherwise?: string;
  /** It is shown by the kind itself, without an object. */
  served?: true;
}

/** The parts that no other check looks for, by their names in `required`. */
const RULES = {
  ingress: {
    title: 'a controller of Ingresses',
    // Some clouds serve Ingresses without a class.
    shownBy: [
      { kind: entranceKinds.ingressClasses },
      { kind: entranceKinds.ingresses, by: hasAddress, otherwise: 'no Ingress has an address' },
    ],
  },
  gateway: { title: 'a controller of Gateways', shownBy: [{ kind: entranceKinds.gatewayClasses }] },
  'load-balancer': {
    title: 'a controller of load balancers',
    shownBy: [
      {
        kind: kinds.services,
        by: (one) => isLoadBalancer(one) && hasAddress(one),
        otherwise: 'no Service of type LoadBalancer has an address',
      },
    ],
  },
  'cert-manager': { title: 'cert-manager', shownBy: [{ kind: certManagerCertificates, served: true }] },
  snapshots: { title: 'snapshots of volumes', shownBy: [{ kind: snapshotKinds.volumeSnapshotClasses }] },
} as const satisfies Record<string, PartRule>;

/** A part that is found by the objects of a cluster. */
export type FoundPartName = keyof typeof RULES;

/** All of them. */
export const foundParts = Object.keys(RULES) as FoundPartName[];

/** Whether the cluster has a part that is found by its objects. Always met: see `isThere` of what is seen. */
export function clusterPart(name: FoundPartName): Condition<PartSeen> {
  const { title, shownBy }: PartRule = RULES[name];
  return {
    title: `the cluster has ${title}`,
    rights: shownBy.map(({ kind }) => looksAt(kind)),
    read: async (look) => {
      const facts: string[] = [];
      for (const one of shownBy) {
        const { isThere, fact } = await seenBy(look, one);
        if (isThere) return { isThere, fact };
        facts.push(fact);
      }
      return { isThere: false, fact: facts.join(', and ') };
    },
    judge: () => ready(),
  };
}

async function seenBy(look: Look, { kind, by, otherwise, served }: Shown): Promise<PartSeen> {
  try {
    const objects = await look.list(kind);
    if (served) return { isThere: true, fact: `${kind.resource}.${kind.group} is served` };
    const shown = objects.filter((one) => by?.(one) ?? true);
    if (shown.length > 0) return { isThere: true, fact: `there is ${nameOf(kind, shown[0])}` };
    return { isThere: false, fact: otherwise ?? `no ${kind.kind} exists` };
  } catch (error) {
    if (!(error instanceof ClusterError) || error.code !== 'CLUSTER_NO_SUCH_KIND') throw error;
    return { isThere: false, fact: `the API server does not serve ${kind.resource}.${kind.group}` };
  }
}

function nameOf({ kind }: Kind, object: object | undefined): string {
  const { namespace, name } = (object as { metadata?: { namespace?: string; name?: string } }).metadata ?? {};
  return `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}

function hasAddress(object: object): boolean {
  const { status } = object as { status?: { loadBalancer?: { ingress?: readonly object[] } } };
  return (status?.loadBalancer?.ingress ?? []).length > 0;
}
