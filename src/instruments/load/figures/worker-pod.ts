/** A worker's id is its host name, in Kubernetes the pod's, and a random number. */
export function podOf(id: string): string {
  return id.replace(/_[0-9a-f]{32}$/, '');
}
