import type { LocalCluster } from '../../cluster/specs/local-cluster.ts';

const DNS = ['--namespace=kube-system'];
const COREDNS = 'deployment/coredns';

/** Changes a part of CoreDNS's Corefile, and returns when all of its pods have it. */
export async function changeCorefile({ kubectl }: LocalCluster, from: string, to: string): Promise<void> {
  const map = JSON.parse(await kubectl([...DNS, 'get', 'configmap', 'coredns', '--output=json'])) as {
    data: { Corefile: string };
  };
  const data = { Corefile: map.data.Corefile.replace(from, to) };
  await kubectl([...DNS, 'patch', 'configmap', 'coredns', `--patch=${JSON.stringify({ data })}`]);
  await kubectl([...DNS, 'rollout', 'restart', COREDNS]);
  await kubectl([...DNS, 'rollout', 'status', COREDNS, '--timeout=60s']);
}
