/** The kubelet's default. */
const USUAL = 'cluster.local';

/**
 * The domain of the names of a cluster's Services, from the search domains of a pod, which begin with `<namespace>.svc.<domain>`
 * (k8s.io/kubernetes, pkg/kubelet/network/dns/dns.go). A namespace may be called `svc`, and the node may have search domains of its own that
 * begin with `svc.`.
 * @param namespace that of the pod.
 * @example clusterDomain(['shop.svc.k8s.example', 'svc.k8s.example', 'k8s.example'], 'shop') // 'k8s.example'
 */
export function clusterDomain(search: readonly string[], namespace: string): string {
  const [own, services] = [`${namespace}.svc.`, 'svc.'].map((start) => {
    const found = search.find((domain) => domain.startsWith(start));
    return found?.slice(start.length).replace(/\.$/, '');
  });
  return own ?? services ?? USUAL;
}
