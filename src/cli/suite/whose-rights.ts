import { SERVICE_ACCOUNT } from '../../../plugin/rbac.ts';
import { ClusterError } from '../../cluster/cluster-error.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import type { Config } from '../../config/schema.ts';
import { ShakedownError } from '../../errors/shakedown-error.ts';
import { mayReviewOthers, type Account } from '../../preflight/rights.ts';
import { kinds } from '../../cluster/kinds.ts';

/** Who is going to run the checks: the caller, by `shakedown run`, or the plugin. */
export type Judged = 'run' | 'plugin';

/** Whose rights are judged. */
export interface WhoseRights {
  judged: Judged;
  /** Absent: the caller. */
  account?: Account;
  /** Names the account, and if it is not the plugin's, says why not. */
  sentence: string;
}

/**
 * Chooses whose permissions are checked: the plugin's, when its service account exists and the caller may ask for the rights of others, else the caller's.
 * @param wanted whose the caller wants. @default whichever can be judged, in that order
 * @throws ShakedownError RIGHTS_UNKNOWN when those of the plugin are wanted and cannot be asked for.
 */
export async function whoseRights(
  cluster: Cluster,
  config: Config,
  wanted: Judged | undefined,
  signal: AbortSignal,
): Promise<WhoseRights> {
  const { namespace } = config.sonobuoy;
  const own = async (because: string): Promise<WhoseRights> => ({
    judged: 'run',
    sentence: `Checking permissions of ${await whoAmI(cluster, signal)} (used by \`shakedown run\`). ${because}`,
  });
  if (wanted === 'run') return await own('`--for plugin` checks those of the plugin.');
  const name = `service account ${namespace}/${SERVICE_ACCOUNT}`;
  const unknown = await whyUnknown(cluster, namespace, signal);
  if (unknown !== undefined && wanted === 'plugin') {
    // To judge others instead would end with their exit code.
    throw new ShakedownError('RIGHTS_UNKNOWN', {
      meaning: 'usage',
      expected: 'to check the permissions of the plugin, as --for plugin asks',
      seen: `the plugin’s ${name} ${unknown}`,
      todo: 'fix that, or leave out --for to check your own',
    });
  }
  if (unknown !== undefined) return await own(`The plugin’s ${name} ${unknown}.`);
  const user = `system:serviceaccount:${namespace}:${SERVICE_ACCOUNT}`;
  const groups = ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'];
  return {
    judged: 'plugin',
    account: { user, groups },
    sentence: `Checking permissions of ${name} (used by the plugin).`,
  };
}

/** Why the rights of the plugin's account cannot be asked for, if they cannot. */
async function whyUnknown(cluster: Cluster, namespace: string, signal: AbortSignal): Promise<string | undefined> {
  try {
    await cluster.get(kinds.serviceAccounts, { namespace, name: SERVICE_ACCOUNT }, { signal });
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    if (error.code !== 'CLUSTER_NOT_FOUND') return `cannot be read: ${error.seen}`;
    return 'does not exist yet: `shakedown verify` creates it for each run, `shakedown plugin --rbac` writes it';
  }
  return (await mayReviewOthers(cluster, signal))
    ? undefined
    : 'was not checked: you may not create subjectaccessreviews';
}

async function whoAmI(cluster: Cluster, signal: AbortSignal): Promise<string> {
  const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
  const path = '/apis/authentication.k8s.io/v1/selfsubjectreviews';
  try {
    const answer = JSON.parse(await cluster.raw(path, { method: 'POST', body, signal })) as {
      status?: { userInfo?: { username?: string } };
    };
    const name = answer.status?.userInfo?.username;
    return name === undefined ? 'your account' : name;
  } catch (error) {
    if (error instanceof ClusterError || error instanceof SyntaxError) return 'your account';
    throw error;
  }
}
