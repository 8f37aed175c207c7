/** What a cluster may have besides Kubernetes itself, by the names that `up --with` takes. Each consists of one or more components. */
export const ADDONS = {
  prometheus: 'Prometheus, Alertmanager, kube-state-metrics and node-exporter, in the namespace monitoring',
  logs: 'VictoriaLogs, with vlagent on every node, in the namespace logging',
  storage: 'local-path-provisioner with a default StorageClass, in the namespace local-path-storage',
  nodes: 'Karpenter, which adds simulated nodes by kwok, in the namespace karpenter',
} as const;

export type Addon = keyof typeof ADDONS;

/** All add-ons, in the order of the help text. */
export const ALL_ADDONS = Object.keys(ADDONS) as Addon[];

/**
 * The add-ons of a list as people write it: names separated by commas, or `all`.
 * @throws RangeError with the names that there are.
 */
export function addonsIn(list: string): Addon[] {
  const names = list.split(',').map((name) => name.trim());
  if (names.includes('all')) return ALL_ADDONS;
  const unknown = names.find((name) => !isAddon(name));
  if (unknown !== undefined)
    throw new RangeError(`'${unknown}' is none of ${ALL_ADDONS.join(', ')}, or all. Separate names by commas.`);
  return ALL_ADDONS.filter((addon) => names.includes(addon));
}

function isAddon(name: string): name is Addon {
  return Object.hasOwn(ADDONS, name);
}
