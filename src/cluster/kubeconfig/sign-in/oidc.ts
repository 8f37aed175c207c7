import type { UserEntry } from '../file/entries.ts';
import { invalidEntry, kubeconfigError } from '../kubeconfig-error.ts';
import { expiryOfToken } from '../token-expiry.ts';

/** A token is not used when it expires within this time (client-go, plugin/pkg/client/auth/oidc/oidc.go). */
const EXPIRY_DELTA_MS = 10_000;

/**
 * The token of an `auth-provider`. kubectl knows one, oidc; gcp and azure were removed from it. It renews an expired token and writes the new one
 * into the kubeconfig; this does not, because the file belongs to the user.
 * @param now in milliseconds since 1970.
 * @throws ShakedownError KUBECONFIG_INVALID, KUBECONFIG_CREDENTIALS
 */
export function tokenOfProvider(user: UserEntry, now: number): string {
  const { name, config } = user.authProvider ?? { name: '', config: new Map<string, string>() };
  if (name !== 'oidc')
    throw invalidEntry(
      user,
      `has the auth-provider '${name}', which kubectl does not have any more`,
      'use an exec plugin: gke-gcloud-auth-plugin for gcp, kubelogin for azure',
    );
  for (const key of ['idp-issuer-url', 'client-id'])
    if (!config.get(key)) throw invalidEntry(user, `has an auth-provider without ${key}`, `add ${key}`);
  const token = config.get('id-token') ?? '';
  const expiresAt = token === '' ? 0 : expiryOfToken(token);
  if (expiresAt === undefined)
    throw invalidEntry(user, 'has an id-token that is no JSON Web Token', 'sign in again, to get a new one');
  if (now + EXPIRY_DELTA_MS >= expiresAt)
    throw kubeconfigError(
      'KUBECONFIG_CREDENTIALS',
      `${user.origin}: ${user.label} has ${token === '' ? 'no id-token' : 'an id-token that has expired'}`,
      'kubectl auth whoami, with the same kubeconfig, renews it and keeps the new one in the file',
    );
  return token;
}
