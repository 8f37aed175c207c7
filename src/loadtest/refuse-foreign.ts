import type { AnyObject } from '../cluster/kinds/any-object.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { Kind } from '../cluster/kinds/kind.ts';
import { kinds } from '../cluster/kinds/kinds.ts';
import { formatObject } from '../cluster/kinds/paths.ts';
import { ShakedownError } from '../errors/shakedown-error.ts';
import { platformKinds } from '../instruments/load/load-rights.ts';
import { PLATFORM_LABEL, platformNames } from '../instruments/load/platform/platform-manifests.ts';
import type { PlatformRef } from '../instruments/load/platform/platform.ts';
import { suiteLabels } from '../objects/suite-labels.ts';

/**
 * Makes sure that no object of somebody else has a name that a platform needs. Its objects are applied: the suite would take over a Service
 * `locust-master` of a team, and remove it with the platform.
 * @throws ShakedownError LOAD_NAME_TAKEN, which names all such objects.
 */
export async function refuseForeign(cluster: Cluster, ref: PlatformRef, signal: AbortSignal): Promise<void> {
  const { namespace, name } = ref;
  const found = await Promise.all(
    platformKinds.map(async (kind) => {
      const objects = await cluster.list(kind, { namespace }, { signal });
      return objects
        .filter((object) => isForeign(kind, object, name))
        .map(({ metadata }) => formatObject(kind, { namespace, name: metadata?.name ?? '' }));
    }),
  );
  const foreign = found.flat();
  if (foreign.length === 0) return;
  throw new ShakedownError('LOAD_NAME_TAKEN', {
    meaning: 'usage',
    expected: `the names of the platform ${namespace}/${name} to be free, or those of a platform of the suite`,
    seen: `${foreign.join(', ')}, which the suite has not created`,
    todo: 'choose another --name, or another --namespace',
  });
}

/** Whether an object has a name of a platform, and is not of this platform. Pure. */
export function isForeign(kind: Kind, { metadata = {} }: AnyObject, platform: string): boolean {
  const { name = '', labels = {} } = metadata;
  if (!isNameOf(kind, name, platform)) return false;
  return labels[PLATFORM_LABEL] !== platform || labels[suiteLabels.managedByLabel] !== suiteLabels.managedBy;
}

function isNameOf(kind: Kind, name: string, platform: string): boolean {
  const { master, worker, guard, dashboard, policy } = platformNames(platform);
  if (kind === kinds.deployments) return name === master || name === worker;
  if (kind === kinds.services) return name === master || name === dashboard;
  if (kind === kinds.networkPolicies) return name === policy;
  return name === guard || ownScriptsOf(platform, name);
}

/** The ConfigMaps of the scripts of one platform alone: `NAME-own-scripts`, `NAME-own-scripts-2` … */
function ownScriptsOf(platform: string, name: string): boolean {
  const scripts = `${platform}-own-scripts`;
  return name === scripts || (name.startsWith(`${scripts}-`) && /^\d+$/.test(name.slice(scripts.length + 1)));
}
