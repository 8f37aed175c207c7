import { isForbidden } from '../../cluster/cluster-error.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { getIfThere } from '../../cluster/get-if-there.ts';
import { kinds } from '../../cluster/kinds/kinds.ts';
import { ShakedownError } from '../../errors/shakedown-error.ts';
import { secretMissing } from '../../instruments/load/platform/setup-failure.ts';
import { variableProblem } from './script-variables.ts';

/**
 * Makes sure that the Secret with variables of master and workers exists, and has none that breaks the platform. An account that may not read it
 * learns that from the pods.
 * @throws ShakedownError LOAD_SECRET_MISSING, LOAD_SECRET_INVALID with every such key.
 */
export async function refuseUnusableSecret(
  cluster: Cluster,
  { namespace, name }: { namespace: string; name: string },
  signal: AbortSignal,
): Promise<void> {
  const secret = await getIfThere(cluster, kinds.secrets, { namespace, name }, signal).catch((error: unknown) => {
    if (isForbidden(error)) return 'unread' as const;
    throw error;
  });
  if (secret === 'unread') return;
  if (!secret) throw secretMissing(name);
  const problems = Object.keys(secret.data ?? {}).flatMap((key) => {
    const problem = variableProblem(key);
    // The kubelet leaves out names that cannot be those of variables.
    return problem === undefined || !problem.endsWith('leave it out') ? [] : [`${key} ${problem}`];
  });
  if (problems.length === 0) return;
  throw new ShakedownError('LOAD_SECRET_INVALID', {
    meaning: 'usage',
    expected: `the Secret ${namespace}/${name} to have variables of the script alone`,
    seen: problems.join('\n'),
  });
}
