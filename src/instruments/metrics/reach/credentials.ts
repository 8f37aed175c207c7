import { readFile } from 'node:fs/promises';
import type { Cluster } from '../../../cluster/cluster.ts';
import { ClusterError } from '../../../cluster/cluster-error.ts';
import { kinds } from '../../../cluster/kinds/kinds.ts';
import { credentialPlace } from '../../../config/sections/endpoint.ts';
import { messageOf } from '../../../errors/shakedown-error.ts';
import { MetricsError } from '../api/metrics-error.ts';

/**
 * Reads a credential from where the configuration says that it is, without the line feed at its end.
 * @param place `file:…` or `secret:…`; empty for none.
 * @param key of the configuration, for messages: `prometheus.auth.password`.
 * @returns undefined for an empty place.
 * @throws MetricsError METRICS_CONFIG when it is not there; the value itself is in no message.
 */
export async function readCredential(
  cluster: Cluster,
  place: string,
  key: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const where = credentialPlace(place);
  if (!where) return undefined;
  const absent = (seen: string, cause?: unknown) =>
    new MetricsError('METRICS_CONFIG', {
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
