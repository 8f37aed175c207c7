import type { Cluster } from '../../cluster/cluster.ts';
import { ClusterError } from '../../cluster/cluster-error.ts';
import { getIfThere } from '../../cluster/get-if-there.ts';
import { kinds, type Deployment, type Secret } from '../../cluster/kinds/kinds.ts';
import type { Right } from '../../cluster/rights/rights.ts';
import { ShakedownError } from '../../errors/shakedown-error.ts';
import { labelsOf, platformNames } from '../../instruments/load/platform/platform-manifests.ts';
import type { PlatformRef } from '../../instruments/load/platform/platform.ts';
import { newToken } from '../../instruments/load/platform/platform-token.ts';
import { suiteLabels } from '../../objects/suite-labels.ts';

/** The key of the token in its Secret. */
const KEY = 'token';

/** The permissions for the token of one platform: for that Secret alone. */
export function tokenRights(name: string): Right[] {
  const names = [platformNames(name).token];
  return [
    {
      ...{ group: '', resource: 'secrets', names, scope: 'workloads' },
      verbs: ['get', 'create', 'patch', 'delete'],
    },
  ];
}

/**
 * The token of a platform that stays longer than a command; `undefined` when there is none, because an older version of the suite has set it up.
 * @throws ShakedownError LOAD_NAME_TAKEN when somebody else has a Secret of that name; ClusterError CLUSTER_FORBIDDEN.
 */
export async function platformToken(
  cluster: Cluster,
  ref: PlatformRef,
  signal: AbortSignal,
): Promise<string | undefined> {
  const secret = await secretOf(cluster, ref, signal);
  if (!secret) return undefined;
  if (secret.metadata?.labels?.[suiteLabels.managedByLabel] !== suiteLabels.managedBy)
    throw new ShakedownError('LOAD_NAME_TAKEN', {
      meaning: 'usage',
      expected: `the names of the platform ${ref.namespace}/${ref.name} to be free, or those of a platform of the suite`,
      seen: `secret ${ref.namespace}/${platformNames(ref.name).token}, which the suite has not created`,
      todo: 'choose another --name, or another --namespace',
    });
  const text = secret.data?.[KEY];
  return text === undefined ? undefined : Buffer.from(text, 'base64').toString('utf8');
}

/** The token of the platform that is replaced, so that whoever follows it can continue; otherwise a new one. */
export async function tokenFor(cluster: Cluster, ref: PlatformRef, signal: AbortSignal): Promise<string> {
  return (await platformToken(cluster, ref, signal)) ?? newToken();
}

/**
 * The Secret of a token, for the commands that come later. It is owned by the Deployment of the master, so that it is removed with that, whoever
 * removes it.
 */
export function tokenManifest({ namespace, name }: PlatformRef, token: string, master: Deployment) {
  const { name: owner = '', uid = '' } = master.metadata ?? {};
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      ...{ name: platformNames(name).token, namespace, labels: labelsOf(name) },
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: owner, uid }],
    },
    type: 'Opaque',
    data: { [KEY]: Buffer.from(token).toString('base64') },
  };
}

/** The Secret of a token as an object to delete; none when it does not exist, or may not be read: then it goes with its owner. */
export async function tokenObject(cluster: Cluster, ref: PlatformRef, signal: AbortSignal): Promise<Secret[]> {
  try {
    const secret = await secretOf(cluster, ref, signal);
    return secret?.metadata?.ownerReferences === undefined ? [] : [secret];
  } catch (error) {
    if (error instanceof ClusterError && error.code === 'CLUSTER_FORBIDDEN') return [];
    throw error;
  }
}

async function secretOf(cluster: Cluster, { namespace, name }: PlatformRef, signal: AbortSignal) {
  return await getIfThere(cluster, kinds.secrets, { namespace, name: platformNames(name).token }, signal);
}
