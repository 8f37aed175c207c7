import { readFile } from 'node:fs/promises';
import type { Cluster } from '../../../cluster/cluster.ts';
import { ClusterError } from '../../../cluster/cluster-error.ts';
import { kinds } from '../../../cluster/kinds/kinds.ts';
import type { Right } from '../../../cluster/rights/rights.ts';
import type { Config } from '../../../config/schema.ts';
import { credentialPlace } from '../../../config/sections/endpoint.ts';
import { messageOf, ShakedownError } from '../../../errors/shakedown-error.ts';

type Auth = Config['logs']['auth'];
/** What is read from files and Secrets. */
const READ = ['bearerToken', 'password', 'clientCertificate', 'clientKey', 'ca'] as const;

/** Credentials as they are sent. */
export type Credentials = Partial<Record<(typeof READ)[number], string>>;

/** Whether the configuration has credentials that a server checks. */
export function hasCredentials({ bearerToken, username, clientCertificate }: Auth): boolean {
  return bearerToken !== '' || username !== '' || clientCertificate !== '';
}

/** The permissions to read the Secrets that the configuration names, and no others. */
export function credentialRights(auth: Auth): Right[] {
  return READ.flatMap((key): Right[] => {
    const place = credentialPlace(auth[key]);
    if (!place || 'file' in place) return [];
    const { namespace, name } = place;
    return [{ group: '', resource: 'secrets', verbs: ['get'], scope: { namespace }, names: [name] }];
  });
}

/**
 * Reads the credentials from where the configuration says that they are, without the line feeds at their ends.
 * @throws ShakedownError LOG_STORE_CONFIG when one is not there; no message has a value in it.
 */
export async function readCredentials(cluster: Cluster, auth: Auth, signal: AbortSignal): Promise<Credentials> {
  const found: Credentials = {};
  for (const key of READ) {
    const value = await readCredential(cluster, auth[key], `logs.auth.${key}`, signal);
    if (value !== undefined) found[key] = value;
  }
  return found;
}

async function readCredential(
  cluster: Cluster,
  place: string,
  key: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const where = credentialPlace(place);
  if (!where) return undefined;
  const absent = (seen: string, cause?: unknown) =>
    new ShakedownError('LOG_STORE_CONFIG', {
      ...{ meaning: 'usage', expected: `the credential of ${key}`, seen, todo: `check ${key}`, cause },
    });
  if ('file' in where)
    try {
      return (await readFile(where.file, { encoding: 'utf8', signal })).trimEnd();
    } catch (error) {
      signal.throwIfAborted();
      throw absent(messageOf(error, where.file), error);
    }
  const { namespace, name, key: entry } = where;
  try {
    const { data = {} } = await cluster.get(kinds.secrets, { namespace, name }, { signal });
    const value = data[entry];
    if (value === undefined) throw absent(`secret ${namespace}/${name} has no key ${entry}`);
    return Buffer.from(value, 'base64').toString('utf8').trimEnd();
  } catch (error) {
    if (!(error instanceof ClusterError) || error.unanswered) throw error;
    throw absent(`secret ${namespace}/${name} cannot be read: ${error.seen}`, error);
  }
}
