import { z } from 'zod';
import { SERVICE_ACCOUNT } from '../../../plugin/rbac.ts';
import { ClusterError } from '../../cluster/cluster-error.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { rawJson } from '../../cluster/raw-json.ts';
import type { Config } from '../../config/schema.ts';
import { ShakedownError } from '../../errors/shakedown-error.ts';
import { mayReviewOthers, type Account } from '../../preflight/rights.ts';
import { kinds } from '../../cluster/kinds/kinds.ts';

/** Who will run the checks: the caller, by `shakedown run`, or the plugin. */
export type Judged = 'run' | 'plugin';

/** The account with the permissions that doctor checks. */
export interface ReviewedAccount {
  judged: Judged;
  /** Absent for the caller. */
  account?: Account;
  /** Names the account; if it is not the plugin's, the sentence says why not. */
  sentence: string;
}

/**
 * Chooses the account with the permissions to check: the plugin's, if its service account exists and the caller may review the permissions of
 * others, otherwise the caller's.
 * @param wanted the one that the user has named. @default the first that can be reviewed, in that order
 * @throws ShakedownError RIGHTS_UNKNOWN when the user has named the plugin and its permissions cannot be reviewed.
 */
export async function chooseAccount(
  cluster: Cluster,
  config: Config,
  wanted: Judged | undefined,
  signal: AbortSignal,
): Promise<ReviewedAccount> {
  const { namespace } = config.sonobuoy;
  const own = async (because: string): Promise<ReviewedAccount> => ({
    judged: 'run',
    sentence: `Checking permissions of ${await whoAmI(cluster, signal)} (used by \`shakedown run\`). ${because}`,
  });
  if (wanted === 'run') return await own('`--for plugin` checks those of the plugin.');
  const name = `service account ${namespace}/${SERVICE_ACCOUNT}`;
  const unknown = await whyUnknown(cluster, namespace, signal);
  if (unknown !== undefined && wanted === 'plugin') {
    // Otherwise the exit code would be about another account.
    throw new ShakedownError('RIGHTS_UNKNOWN', {
      meaning: 'usage',
      expected: 'to check the permissions of the plugin, because of --for plugin',
      seen: `the plugin’s ${name} ${unknown}`,
      todo: 'fix this, or leave out --for to check your own permissions',
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

/** Why the permissions of the plugin's account cannot be reviewed; `undefined` when they can. */
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

const whoSchema = z.object({ status: z.object({ userInfo: z.object({ username: z.string() }) }) });

async function whoAmI(cluster: Cluster, signal: AbortSignal): Promise<string> {
  const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
  const path = '/apis/authentication.k8s.io/v1/selfsubjectreviews';
  try {
    const { status } = await rawJson(cluster, {
      path,
      schema: whoSchema,
      wanted: 'a review of an account',
      body,
      signal,
    });
    return status.userInfo.username;
  } catch (error) {
    if (error instanceof ClusterError) return 'your account';
    throw error;
  }
}
