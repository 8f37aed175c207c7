import { z } from 'zod';
import { ClusterError } from './cluster-error.ts';
import type { Cluster } from './cluster.ts';
import { foreignAnswer } from './foreign-answer.ts';
import { rawJson } from './raw-json.ts';

const schema = z.object({ gitVersion: z.string().min(1) });

/**
 * The version of the API server: `v1.36.3`.
 * @throws ClusterError; CLUSTER_INVALID when what answers has no version, and so is no API server.
 */
export async function serverVersion(cluster: Cluster, signal?: AbortSignal): Promise<string> {
  const question = { path: '/version', schema, wanted: 'the version of Kubernetes', ...(signal && { signal }) };
  try {
    return (await rawJson(cluster, question)).gitVersion;
  } catch (error) {
    if (!(error instanceof ClusterError && error.code === 'CLUSTER_NO_SUCH_KIND')) throw error;
    throw foreignAnswer({ doing: 'get /version', path: '/version' }, cluster.server, '404 to /version', error);
  }
}
