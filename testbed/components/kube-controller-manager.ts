import { POD_NETWORK, SERVICE_NETWORK } from '../machine/address-plan.ts';
import type { ClusterOptions, Component } from './component.ts';
import { DEFAULT_QPS } from './client-limits.ts';

/** How often the HPA controller reads metrics, and for how long it keeps its highest recommendation. */
export const HPA_CLOCKS = { sync: '5s', stabilisation: '30s' } as const;

/** The controllers, with intervals short enough for tests. */
export const kubeControllerManager: Component = {
  name: 'kube-controller-manager',
  binaries: ['kube-controller-manager'],
  after: ['kube-apiserver'],
  daemons: ({ layout, binary, options }) => [
    {
      name: 'kube-controller-manager',
      argv: [
        binary('kube-controller-manager'),
        `--kubeconfig=${layout.config('controller-manager.kubeconfig')}`,
        '--bind-address=127.0.0.1',
        '--leader-elect=false',
        '--use-service-account-credentials',
        `--service-account-private-key-file=${layout.pki('service-accounts.key')}`,
        `--root-ca-file=${layout.pki('ca.crt')}`,
        `--cluster-signing-cert-file=${layout.pki('ca.crt')}`,
        `--cluster-signing-key-file=${layout.pki('ca.key')}`,
        '--allocate-node-cidrs=false',
        // By default it would create /usr/libexec/kubernetes on the machine.
        `--flex-volume-plugin-dir=${layout.directory}/volume-plugins`,
        `--cluster-cidr=${POD_NETWORK}`,
        `--service-cluster-ip-range=${SERVICE_NETWORK}`,
        `--horizontal-pod-autoscaler-sync-period=${HPA_CLOCKS.sync}`,
        `--horizontal-pod-autoscaler-downscale-stabilization=${HPA_CLOCKS.stabilisation}`,
        '--horizontal-pod-autoscaler-initial-readiness-delay=5s',
        '--horizontal-pod-autoscaler-cpu-initialization-period=10s',
        '--node-monitor-grace-period=20s',
        ...limits(options),
      ],
    },
  ],
  missing: ({ control }) => control.probe('https://127.0.0.1:10257/healthz'),
};

function limits({ clientQps }: ClusterOptions): string[] {
  const limit = [`--kube-api-qps=${clientQps}`, `--kube-api-burst=${clientQps * 2}`];
  if (clientQps <= DEFAULT_QPS) return limit;
  const syncs = ['deployment', 'replicaset', 'service-endpoint', 'endpoint', 'statefulset', 'job', 'namespace'];
  return [...limit, ...syncs.map((name) => `--concurrent-${name}-syncs=50`)];
}
