import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeDirectory } from '../files/make-directory.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { kinds } from '../cluster/kinds/kinds.ts';
import { messageOf } from '../errors/shakedown-error.ts';
import { redacted } from '../redaction/redacted.ts';

/** Timeout for reading all logs, in milliseconds; logs that are not read by then are left out. */
const LIMIT = 20_000;

/**
 * Saves the logs of the containers in Sonobuoy's namespace, without what looks like a credential, when a run was lost and hands over nothing
 * itself.
 * Never throws: a log that cannot be read says so in its file.
 */
export async function keepPodLogs(cluster: Cluster, namespace: string, directory: string): Promise<void> {
  const signal = AbortSignal.timeout(LIMIT);
  const target = join(directory, 'pods');
  const pods = await cluster.list(kinds.pods, { namespace }, { signal }).catch(() => []);
  const texts = pods.flatMap((pod) =>
    (pod.spec?.containers ?? []).map(async ({ name: container }) => {
      const name = pod.metadata?.name ?? '';
      const text = await cluster
        .logs({ namespace, name }, { container, signal })
        .catch((error: unknown) => `unreadable: ${messageOf(error)}\n`);
      return { file: `${name}.${container}.log`, text };
    }),
  );
  if (texts.length === 0) return;
  makeDirectory(target);
  for (const { file, text } of await Promise.all(texts)) await writeFile(join(target, file), redacted(text));
  await writeFile(join(target, 'pods.json'), `${redacted(JSON.stringify(pods, undefined, 2))}\n`);
}
