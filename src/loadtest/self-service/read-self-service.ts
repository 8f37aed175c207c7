import type { Cluster } from '../../cluster/cluster.ts';
import { getIfThere } from '../../cluster/get-if-there.ts';
import { kinds, type ConfigMap } from '../../cluster/kinds/kinds.ts';
import { selfService } from './self-service-names.ts';

/** What app developers have set in a namespace, as it is now. */
export interface SelfService {
  /** Absent when nothing is installed. */
  properties?: Readonly<Record<string, string>>;
  /** The ConfigMaps of the scripts, in their order. */
  scripts: ConfigMap[];
}

/** Whether a ConfigMap contains scripts, according to its name: users may replace it with their own tools, which do not keep the suite's labels. */
export function isScriptMap(name: string): boolean {
  return new RegExp(`^${selfService.scripts}(-\\d+)?$`).test(name);
}

/** Reads what is in a namespace for self-service. */
export async function readSelfService(cluster: Cluster, namespace: string, signal: AbortSignal): Promise<SelfService> {
  const [properties, scripts] = await Promise.all([
    readProperties(cluster, namespace, signal),
    readScriptMaps(cluster, namespace, signal),
  ]);
  return { scripts, ...(properties && { properties: properties.data ?? {} }) };
}

/** The ConfigMaps of the scripts in a namespace, in their order. */
export async function readScriptMaps(cluster: Cluster, namespace: string, signal: AbortSignal): Promise<ConfigMap[]> {
  const all = await cluster.list(kinds.configMaps, { namespace }, { signal });
  const maps = all.filter((map) => isScriptMap(nameOf(map)));
  return maps.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

async function readProperties(
  cluster: Cluster,
  namespace: string,
  signal: AbortSignal,
): Promise<ConfigMap | undefined> {
  return await getIfThere(cluster, kinds.configMaps, { namespace, name: selfService.properties }, signal);
}

function nameOf({ metadata }: ConfigMap): string {
  return metadata?.name ?? '';
}
