import type { LocalCluster } from '../../../cluster/specs/local-cluster.ts';

const IN = ['--namespace=monitoring'];
const PROXY = '/api/v1/namespaces/monitoring/services/prometheus:9090/proxy';

interface Settings {
  scrape_configs: object[];
}
interface Rules {
  groups: object[];
}

/** What is added to the configuration of Prometheus. */
export interface Added {
  jobs?: readonly object[];
  rules?: readonly object[];
}

/** The configuration of Prometheus before a fault. */
let original: string | undefined;

/** Starts Prometheus anew with more jobs and rules, and returns when it has scraped and evaluated with them. */
export async function changePrometheus(local: LocalCluster, { jobs = [], rules = [] }: Added): Promise<void> {
  const map = JSON.parse(await local.kubectl([...IN, 'get', 'configmap', 'prometheus', '-o=json'])) as {
    data: Record<'prometheus.yml' | 'rules.yml', string>;
  };
  original ??= JSON.stringify({ data: map.data });
  const settings = JSON.parse(map.data['prometheus.yml']) as Settings;
  const known = JSON.parse(map.data['rules.yml']) as Rules;
  settings.scrape_configs.push(...jobs);
  if (rules.length > 0) known.groups.push({ name: 'fault', rules });
  await replaceConfig(
    local,
    JSON.stringify({ data: { 'prometheus.yml': JSON.stringify(settings), 'rules.yml': JSON.stringify(known) } }),
  );
}

/** Undoes all of {@link changePrometheus}. */
export async function restorePrometheus(local: LocalCluster): Promise<void> {
  if (original === undefined) return;
  await replaceConfig(local, original);
  original = undefined;
}

async function replaceConfig(local: LocalCluster, patch: string): Promise<void> {
  await local.kubectl([...IN, 'patch', 'configmap', 'prometheus', '--type=merge', `--patch=${patch}`]);
  await local.kubectl([...IN, 'rollout', 'restart', 'deployment/prometheus']);
  await isBack(local, 'prometheus');
}

/** Sets the replicas of a Deployment in the namespace of the monitoring stack. */
export async function scale(local: LocalCluster, name: string, replicas: number): Promise<void> {
  await local.kubectl([...IN, 'scale', `deployment/${name}`, `--replicas=${replicas}`]);
  await isBack(local, name);
}

/** Starts Prometheus anew with another volume for what it stores. */
export async function replaceData(local: LocalCluster, volume: object): Promise<void> {
  const patch = JSON.stringify({ spec: { template: { spec: { volumes: [{ name: 'data', ...volume }] } } } });
  await local.kubectl([...IN, 'patch', 'deployment', 'prometheus', `--patch=${patch}`]);
  await isBack(local, 'prometheus');
}

async function isBack(local: LocalCluster, name: string): Promise<void> {
  await local.kubectl([...IN, 'rollout', 'status', `deployment/${name}`, '--timeout=90s']);
}

/**
 * Waits until a query has a result.
 * @throws Error with the query after two minutes.
 */
export async function untilQuery({ kubectl }: LocalCluster, query: string): Promise<void> {
  const path = `${PROXY}/api/v1/query?${new URLSearchParams({ query }).toString()}`;
  const deadline = Date.now() + 120_000;
  while (Date.now() < deadline) {
    const answer = await kubectl(['get', '--raw', path]).catch(() => '{}');
    const { data } = JSON.parse(answer) as { data?: { result: unknown[] } };
    if ((data?.result.length ?? 0) > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error(`Prometheus has no result of ${query}`);
}
