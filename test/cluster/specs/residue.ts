import type { LocalCluster } from './local-cluster.ts';

/** Kinds whose objects come and go by themselves: events, heartbeats and metrics. */
const RESTLESS = /^(events|leases|pods\.metrics|nodes\.metrics)/;

/** Every object in the cluster, of every kind that can be listed, by kind, namespace, name and uid. Sorted. */
export async function everything({ kubectl }: LocalCluster): Promise<string[]> {
  const kinds = (await kubectl(['api-resources', '--verbs=list', '--output=name'])).trim().split('\n');
  const lasting = kinds.filter((kind) => !RESTLESS.test(kind)).join(',');
  const columns = 'KIND:.kind,NAMESPACE:.metadata.namespace,NAME:.metadata.name,UID:.metadata.uid';
  const table = await kubectl([
    'get',
    lasting,
    '--all-namespaces',
    '--no-headers',
    `--output=custom-columns=${columns}`,
  ]);
  return table.split('\n').filter(Boolean).toSorted();
}

/** All objects with the suite labels: of one run, or of any run. */
export async function marked({ kubectl }: LocalCluster, runId?: string): Promise<string[]> {
  const kinds = (await kubectl(['api-resources', '--verbs=list', '--output=name'])).trim().split('\n');
  const listed = kinds.filter((kind) => !kind.includes('metrics')).join(',');
  const selector = runId === undefined ? 'shakedown/run' : `shakedown/run=${runId}`;
  const names = await kubectl(['get', listed, '--all-namespaces', `--selector=${selector}`, '--output=name']);
  return names.split('\n').filter(Boolean);
}
