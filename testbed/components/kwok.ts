import { API_ADDRESS } from '../cluster/address-plan.ts';
import { refusal } from '../cluster/api.ts';
import type { Component, Manifest } from './component.ts';

/** Annotation, label and taint of a simulated node. */
export const SIMULATED = 'kwok.x-k8s.io/node';

/** Simulated nodes: pods on them are Running, have an address, and run nothing. A taint keeps all pods away that do not ask for them. */
export const kwok: Component = {
  name: 'kwok',
  binaries: ['kwok'],
  after: ['kube-apiserver', 'kube-controller-manager'],
  wanted: ({ kwokNodes }) => kwokNodes > 0,
  daemons: ({ layout, binary }) => [
    {
      name: 'kwok',
      argv: [
        binary('kwok'),
        `--kubeconfig=${layout.config('kwok.kubeconfig')}`,
        '--manage-all-nodes=false',
        `--manage-nodes-with-annotation-selector=${SIMULATED}=fake`,
        '--node-lease-duration-seconds=40',
        `--node-ip=${API_ADDRESS}`,
        '--node-port=10247',
        '--cidr=10.245.0.0/16',
      ],
    },
  ],
  manifests: ({ options }) =>
    Array.from({ length: options.kwokNodes }, (_, index) => simulatedNode(`kwok-${index + 1}`)),
  missing: async ({ api, options }) => {
    const answer = await api.get(`/api/v1/nodes?labelSelector=${encodeURIComponent(`${SIMULATED}=fake`)}`);
    const refused = refusal(answer);
    if (refused !== undefined) return refused;
    const { items } = answer.body as { items: { status?: { conditions?: { type: string; status: string }[] } }[] };
    const ready = items.filter(({ status }) =>
      status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True'),
    );
    return ready.length >= options.kwokNodes
      ? undefined
      : `${ready.length} of ${options.kwokNodes} simulated nodes are Ready`;
  },
};

/** A node for kwok to simulate. */
export function simulatedNode(name: string): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      annotations: { [SIMULATED]: 'fake' },
      labels: {
        [SIMULATED]: 'fake',
        type: 'kwok',
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
      },
    },
    spec: { taints: [{ key: SIMULATED, value: 'fake', effect: 'NoSchedule' }] },
  };
}
