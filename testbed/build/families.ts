/** Every program that the testbed can build. */
export type Binary =
  | 'kube-apiserver'
  | 'kube-controller-manager'
  | 'kube-scheduler'
  | 'kubelet'
  | 'kube-proxy'
  | 'kubectl'
  | 'etcd'
  | 'metrics-server'
  | 'coredns'
  | 'sonobuoy'
  | 'kwok'
  | 'pause';
