/** What a cluster may have besides Kubernetes itself, by the names that `up --with` takes. Each consists of one or more components. */
export const ADDONS = {
  prometheus: 'Prometheus, Alertmanager, kube-state-metrics and node-exporter, in the namespace monitoring',
  logs: 'VictoriaLogs, with vlagent on every node, in the namespace logging',
  ingress: 'Traefik as Ingress and Gateway, with the Gateway API, in the namespace traefik',
  policy: 'kube-router, which enforces NetworkPolicies, in the namespace kube-router',
  storage: 'local-path-provisioner with a default StorageClass, in the namespace local-path-storage',
  csi: 'a CSI driver for tests, with snapshots, and the StorageClass csi-test, in the namespace csi; not in all',
  descheduler: 'the descheduler, which moves pods of the namespace descheduled, in the namespace descheduler',
  opensearch: 'OpenSearch, with rsyslog on every node, in the namespace opensearch; not in all',
  s3: 'versitygw, a server of S3 with the bucket runs, in the namespace s3; not in all',
  nodes: 'Karpenter, which adds simulated nodes by kwok, in the namespace karpenter',
} as const;

export type Addon = keyof typeof ADDONS;

/** All add-ons, in the order of the help text. */
export const ALL_ADDONS = Object.keys(ADDONS) as Addon[];

/** A second log store is brought up by its name alone, because a run has to be told which of two counts; so is what no check looks at. */
const NOT_IN_ALL: readonly Addon[] = ['csi', 'opensearch', 's3'];

/**
 * The add-ons of a list as people write it: names separated by commas, or `all`.
 * @throws RangeError with the names that there are.
 */
export function addonsIn(list: string): Addon[] {
  const names = list.split(',').map((name) => name.trim());
  const isMeant = (addon: Addon) => names.includes(addon) || (names.includes('all') && !NOT_IN_ALL.includes(addon));
  const unknown = names.find((name) => name !== 'all' && !isAddon(name));
  if (unknown !== undefined)
    throw new RangeError(`'${unknown}' is none of ${ALL_ADDONS.join(', ')}, or all. Separate names by commas.`);
  return ALL_ADDONS.filter(isMeant);
}

function isAddon(name: string): name is Addon {
  return Object.hasOwn(ADDONS, name);
}
