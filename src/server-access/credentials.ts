import { readFile } from 'node:fs/promises';
import type { Cluster } from '../cluster/cluster.ts';
import { ClusterError } from '../cluster/cluster-error.ts';
import { kinds } from '../cluster/kinds/kinds.ts';
import { credentialKeys, credentialPlace, type EndpointSettings } from '../config/sections/endpoint.ts';
import { messageOf } from '../errors/shakedown-error.ts';
import type { Named } from './misconfigured.ts';

/** Credentials as they are sent. */
export type Credentials = Partial<Record<(typeof credentialKeys)[number], string>>;

/** Whether the configuration has credentials that a server checks. */
export function hasCredentials({ bearerToken, username, clientCertificate }: EndpointSettings['auth']): boolean {
  return bearerToken !== '' || username !== '' || clientCertificate !== '';
}

/**
 * Reads the credentials from where the configuration says that they are, without the line feeds at their ends.
 * @throws the error of `misconfigured` when one is not there, without its value; ClusterError when the API server does not answer.
 */
export async function readCredentials(
  cluster: Cluster,
  auth: EndpointSettings['auth'],
  named: Named,
  signal: AbortSignal,
): Promise<Credentials> {
  const found: Credentials = {};
  for (const key of credentialKeys) {
    const value = await readCredential(cluster, auth[key], `${named.section}.auth.${key}`, named, signal);
    if (value !== undefined) found[key] = value;
  }
  return found;
}

/**
 * One credential.
 * @param place where it is; a text that says neither file nor Secret is none.
 * @param key of the configuration, for messages.
 * @throws as {@link readCredentials}
 */
export async function readCredential(
  cluster: Cluster,
  place: string,
  key: string,
  { misconfigured }: Named,
  signal: AbortSignal,
): Promise<string | undefined> {
  const where = credentialPlace(place);
  if (!where) return undefined;
  const absent = (seen: string, cause?: unknown) =>
    misconfigured({ expected: `the credential of ${key}`, seen, todo: `check ${key}`, cause });
  if ('file' in where)
    try {
      return (await readFile(where.file, { encoding: 'utf8', signal })).trimEnd();
    } catch (error) {
      signal.throwIfAborted();
      throw absent(messageOf(error, where.file), error);
    }
  const { namespace, name, key: entry } = where;
  let data: Record<string, string>;
  try {
    ({ data = {} } = await cluster.get(kinds.secrets, { namespace, name }, { signal }));
  } catch (error) {
    if (!(error instanceof ClusterError) || error.unanswered) throw error;
    throw absent(`secret ${namespace}/${name} cannot be read: ${error.seen}`, error);
  }
  const value = data[entry];
  if (value === undefined) throw absent(`secret ${namespace}/${name} has no key ${entry}`);
  return Buffer.from(value, 'base64').toString('utf8').trimEnd();
}
