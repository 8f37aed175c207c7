import type { Cluster, Manifest } from '../../cluster/cluster.ts';
import { kinds, type ConfigMap } from '../../cluster/kinds/kinds.ts';
import type { Config } from '../../config/schema.ts';
import type { ScriptFile } from '../../instruments/load/platform/script-bundle.ts';
import { dataPatch, scriptMaps } from '../../instruments/load/platform/script-maps.ts';
import { selfService } from '../self-service/self-service-names.ts';
import { compileScripts } from './compile-scripts.ts';

/** The scripts to put into a namespace. */
export interface ScriptsUpdate {
  namespace: string;
  /** The result of `bundle`. */
  parts: readonly (readonly ScriptFile[])[];
  /** The ConfigMaps of the scripts as they are now. */
  present: readonly ConfigMap[];
  runId: string;
}

/**
 * Compiles scripts, then replaces the scripts in the ConfigMaps of a namespace.
 * @returns the ConfigMaps that hold them.
 * @throws ShakedownError LOAD_SCRIPTS_DO_NOT_COMPILE, and nothing is changed.
 */
export async function updateScripts(
  { cluster, config, signal }: { cluster: Cluster; config: Config; signal: AbortSignal },
  { namespace, parts, present, runId }: ScriptsUpdate,
): Promise<Manifest[]> {
  await compileScripts({ cluster, config }, { namespace, parts, runId }, signal);
  const maps = scriptMaps(namespace, selfService.scripts, parts);
  for (const map of maps) {
    const { name } = map.metadata;
    const old = present.find(({ metadata }) => metadata?.name === name);
    if (old) await cluster.patch(kinds.configMaps, { namespace, name }, dataPatch(old, map), { signal });
    else await cluster.create(kinds.configMaps, map, { signal });
  }
  const kept = new Set(maps.map(({ metadata }) => metadata.name));
  for (const { metadata } of present)
    if (metadata?.name !== undefined && !kept.has(metadata.name))
      await cluster.delete(kinds.configMaps, { namespace, name: metadata.name }, { signal });
  return maps;
}
