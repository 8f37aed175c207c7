import type { Cluster } from '../cluster/cluster.ts';
import { credentialPlace, type EndpointSettings } from '../config/sections/endpoint.ts';
import { readCredential } from './credentials.ts';
import type { Named } from './misconfigured.ts';

/**
 * The headers of each request, with the values that are kept in a Secret or in a file, without the line feeds at their ends.
 * @throws the error of `misconfigured` when a value is not there, or is no value of a header, without it; ClusterError when the API server does not answer.
 */
export async function readHeaders(
  cluster: Cluster,
  headers: EndpointSettings['headers'],
  named: Named,
  signal: AbortSignal,
): Promise<Readonly<Record<string, string>>> {
  const found: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    const key = `${named.section}.headers.${name}`;
    found[name] = credentialPlace(value) ? ((await readCredential(cluster, value, key, named, signal)) ?? '') : value;
    if (/[^\t\x20-\x7E\x80-\xFF]/.test(found[name]))
      throw named.misconfigured({
        ...{
          expected: `the value of a header in ${key}`,
          seen: 'it has a line feed, or another character that no header has',
        },
        todo: `check ${key}`,
      });
  }
  return found;
}
