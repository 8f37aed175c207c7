import type { Cluster, Manifest } from '../../cluster/cluster.ts';
import { kindOf } from '../../cluster/kinds/kind-of.ts';
import type { Config } from '../../config/schema.ts';
import { createOrAdopt, type CreateOutcome } from '../../objects/create/create-or-adopt.ts';
import { forNamespaces, forUsers, type CreatePolicy } from '../../objects/create/create-policy.ts';
import { ownManifests, userManifests } from './self-service-manifests.ts';

/** What an installation did to one object. */
export interface Installed {
  manifest: Manifest;
  did: 'applied' | 'created' | 'left as it was';
}

const WORDS: Readonly<Record<CreateOutcome<unknown>['did'], Installed['did']>> = {
  applied: 'applied',
  created: 'created',
  adopted: 'created',
  kept: 'left as it was',
};

/** Prepares a namespace for self-service. Objects that belong to users are created when they are absent, and never changed. */
export async function installInto(
  cluster: Cluster,
  config: Config,
  namespace: string,
  signal: AbortSignal,
): Promise<Installed[]> {
  // Installed objects belong to no run.
  const owner = { runId: '', home: namespace };
  const put = async (manifest: Manifest, policy: CreatePolicy): Promise<Installed> => {
    const { did } = await createOrAdopt(cluster, { ...owner, kind: kindOf(manifest), manifest, policy, signal });
    return { manifest, did: WORDS[did] };
  };
  await put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }, forNamespaces);
  const installed: Installed[] = [];
  for (const manifest of ownManifests(namespace, config)) installed.push(await put(manifest, 'apply'));
  for (const manifest of userManifests(namespace, config)) installed.push(await put(manifest, forUsers));
  return installed;
}
