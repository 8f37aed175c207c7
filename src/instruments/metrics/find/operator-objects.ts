import type { Cluster } from '../../../cluster/cluster.ts';
import { ClusterError } from '../../../cluster/cluster-error.ts';
import type { Kind } from '../../../cluster/kinds/kind.ts';
import type { Service } from '../../../cluster/kinds/kinds.ts';
import type { Right } from '../../../cluster/rights/rights.ts';
import { selects, type LabelSelector } from '../../../conditions/kinds/label-selector.ts';

/** A Prometheus or an Alertmanager of prometheus-operator, as far as it says how it is reached, and what it picks up. */
export interface OperatorObject {
  metadata?: { namespace?: string; name?: string };
  spec?: {
    /** The path of its API. @default / */
    routePrefix?: string;
    /** It listens on the loopback address of its pod alone. */
    listenLocal?: boolean;
    /** The name of its port. @default web */
    portName?: string;
    web?: { tlsConfig?: object };
    podMetadata?: { labels?: Readonly<Record<string, string>> };
    /** Of a Prometheus: the PodMonitors that it picks up, and in which namespaces. Absent: none; and in its own. */
    podMonitorSelector?: LabelSelector;
    podMonitorNamespaceSelector?: LabelSelector;
  };
}

const operator = (kind: string): Kind<OperatorObject> => ({
  group: 'monitoring.coreos.com',
  version: 'v1',
  resource: `${kind.toLowerCase()}${kind.endsWith('s') ? 'es' : 's'}`,
  kind,
  namespaced: true,
});

/** The objects of prometheus-operator that stand for servers. https://prometheus-operator.dev/docs/api-reference/api/ */
export const operatorKinds = { prometheuses: operator('Prometheus'), alertmanagers: operator('Alertmanager') } as const;

/** The permission to list them; without it servers are found by their Services alone. */
export function operatorRight(kind: Kind): Right {
  const { group, resource, namespaced } = kind;
  return { group, resource, namespaced, verbs: ['list'], scope: 'cluster', optional: true };
}

/** The objects of a kind; none where the cluster does not serve it, or the suite may not read it. @throws ClusterError */
export async function operatorObjects(
  cluster: Cluster,
  kind: Kind<OperatorObject>,
  signal: AbortSignal,
): Promise<readonly OperatorObject[]> {
  try {
    return await cluster.list(kind, {}, { signal });
  } catch (error) {
    const without = ['CLUSTER_NO_SUCH_KIND', 'CLUSTER_NOT_FOUND', 'CLUSTER_FORBIDDEN'];
    if (error instanceof ClusterError && without.includes(error.code)) return [];
    throw error;
  }
}

/** Whose pods a Service leads to, among the objects of the operator; pure. @param kind of the objects. @returns several for one that all of a namespace share. */
export function objectsBehind(
  { metadata, spec }: Service,
  kind: Kind,
  objects: readonly OperatorObject[],
): readonly OperatorObject[] {
  const selector = Object.entries(spec?.selector ?? {});
  if (selector.length === 0) return [];
  return objects.filter((object) => {
    if (object.metadata?.namespace !== metadata?.namespace) return false;
    return selects({ matchLabels: Object.fromEntries(selector) }, podLabels(kind, object, selector));
  });
}

/**
 * The labels that the operator gives to the pods of an object; pure. A version and a shard are theirs, too: what a selector wants of these is taken as met.
 * https://github.com/prometheus-operator/prometheus-operator/blob/v0.85.0/pkg/prometheus/server/statefulset.go
 */
function podLabels(kind: Kind, { metadata, spec }: OperatorObject, wanted: readonly (readonly [string, string])[]) {
  const { name = '' } = metadata ?? {};
  const word = kind.kind.toLowerCase();
  const theirs = wanted.filter(
    ([key]) => key === 'app.kubernetes.io/version' || key.startsWith('operator.prometheus.io/'),
  );
  return {
    ...Object.fromEntries(theirs),
    ...spec?.podMetadata?.labels,
    'app.kubernetes.io/name': word,
    'app.kubernetes.io/instance': name,
    'app.kubernetes.io/managed-by': 'prometheus-operator',
    'operator.prometheus.io/name': name,
    [word]: name,
  };
}

/** The port of a Service that leads to the port of an object; pure. */
export function portBehind({ spec }: Service, { spec: of }: OperatorObject): number | undefined {
  const { portName = 'web' } = of ?? {};
  const offered = spec?.ports ?? [];
  const [port] = [
    offered.find(({ targetPort }) => targetPort === portName),
    offered.find(({ name }) => name === portName),
  ].filter((one) => one !== undefined);
  return port?.port;
}

/** The path of the API of an object, without the slash at its end; empty where it is none; pure. */
export function pathOf({ spec }: OperatorObject): string {
  return (spec?.routePrefix ?? '').replace(/\/+$/, '');
}
