import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { LocalCluster } from '../../cluster/specs/local-cluster.ts';

const IN = ['--namespace=opensearch'];
const SETTINGS = '/api/v1/namespaces/opensearch/services/http:opensearch:9200/proxy/logs-pods/_settings';

/** Limits the log collector to one node, or lets it run on all nodes again. @param node undefined for all. */
export async function collectOn({ kubectl }: LocalCluster, node: string | undefined): Promise<void> {
  const nodeSelector = node === undefined ? null : { 'kubernetes.io/hostname': node };
  const patch = JSON.stringify({ spec: { template: { spec: { nodeSelector } } } });
  await kubectl([...IN, 'patch', 'daemonset', 'rsyslog', `--patch=${patch}`]);
  await kubectl([...IN, 'rollout', 'status', 'daemonset/rsyslog', '--timeout=90s']);
}

/** Changes settings of the index that the lines of all pods are in; `null` takes one back. */
export async function setIndex(
  { kubectlPath, kubeconfig }: LocalCluster,
  settings: Record<string, unknown>,
): Promise<void> {
  // `kubectl replace --raw` does not say that it sends JSON, which OpenSearch demands.
  const proxy = spawn(kubectlPath, ['--kubeconfig', kubeconfig, 'proxy', '--port=0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    for await (const line of createInterface({ input: proxy.stdout })) {
      const [, address] = /Starting to serve on (\S+)$/.exec(line) ?? [];
      if (address === undefined) continue;
      const headers = { 'content-type': 'application/json' };
      const body = JSON.stringify({ index: settings });
      const answer = await fetch(`http://${address}${SETTINGS}`, { method: 'PUT', headers, body });
      if (!answer.ok) throw new Error(`OpenSearch answers ${answer.status}: ${await answer.text()}`);
      return;
    }
    throw new Error('kubectl proxy has ended');
  } finally {
    proxy.kill();
  }
}
