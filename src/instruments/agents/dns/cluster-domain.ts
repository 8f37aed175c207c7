/**
 * The domain of the names of a cluster's Services, from the search domains of a pod.
 * @example clusterDomain(['shop.svc.k8s.example', 'svc.k8s.example', 'k8s.example']) // 'k8s.example'
 */
export function clusterDomain(search: readonly string[]): string {
  const services = search.find((domain) => domain.startsWith('svc.'));
  // The kubelet's default.
  return services === undefined ? 'cluster.local' : services.slice('svc.'.length).replace(/\.$/, '');
}
