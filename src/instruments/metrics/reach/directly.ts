import type { Cluster } from '../../../cluster/cluster.ts';
import type { EndpointSettings } from '../../../config/sections/endpoint.ts';
import { askedWith } from '../../../server-access/asked-with.ts';
import { readCredentials } from '../../../server-access/credentials.ts';
import { directly as askDirectly, Unreachable } from '../../../server-access/directly.ts';
import { MetricsError } from '../api/metrics-error.ts';
import type { KnownServices } from '../find/known-services.ts';
import { ANSWER_MS, LARGEST, type Reach } from './reach.ts';
import { tooLarge } from './too-large.ts';

/**
 * An address, asked from where the suite runs.
 * @throws MetricsError METRICS_CONFIG when a credential cannot be read.
 */
export async function directly(
  cluster: Cluster,
  { url, headers, auth }: EndpointSettings,
  known: KnownServices,
  signal: AbortSignal,
): Promise<Reach> {
  const { section } = known;
  const credentials = await readCredentials(cluster, auth, known, signal);
  const settings = { url, auth, headers: { accept: 'application/json', ...headers } };
  const get = askDirectly(settings, credentials, { answerMs: ANSWER_MS, largest: LARGEST });
  const base = url.replace(/\/+$/, '');
  const asked = askedWith({ auth, headers });
  const way = { name: base, section, asked, byHand: (path: string) => `curl '${base}${path}'` };
  return {
    ...way,
    get: async (path, askedBy) => {
      const { isCut, ...answer } = await get(path, askedBy).catch((error: unknown) => {
        throw error instanceof Unreachable ? unreachable(error, base, section) : error;
      });
      if (isCut) throw tooLarge(way, path);
      return answer;
    },
  };
}

function unreachable({ why, isTls, cause }: Unreachable, base: string, section: Reach['section']): MetricsError {
  return new MetricsError('METRICS_UNREACHABLE', {
    meaning: 'cluster',
    expected: `${section} to answer`,
    seen: `${base} cannot be reached: ${why}`,
    todo: isTls
      ? `set ${section}.auth.ca to the authorities that have signed it`
      : `check ${section}.url, and that it can be reached from where the suite runs`,
    transient: !isTls,
    cause,
  });
}
