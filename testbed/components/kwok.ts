import { API_ADDRESS } from '../machine/address-plan.ts';
import { refusal } from '../cluster/api.ts';
import type { ClusterOptions, Component, Manifest } from './component.ts';

/** Annotation, label and taint of a simulated node. */
export const SIMULATED = 'kwok.x-k8s.io/node';

/** Whether a cluster may have simulated nodes: from the start, or when Karpenter adds them. */
export function simulatesNodes({ kwokNodes, addons }: ClusterOptions): boolean {
  return kwokNodes > 0 || addons.includes('nodes');
}

/** Simulated nodes: pods on them are Running, have an address, and run nothing. A taint repels all pods that do not tolerate it. */
export const kwok: Component = {
  name: 'kwok',
  binaries: ['kwok'],
  after: ['kube-apiserver', 'kube-controller-manager'],
  wanted: simulatesNodes,
  files: ({ layout }) => ({
    [layout.config('kwok.yaml')]: STAGES.map((stage) => JSON.stringify(stage)).join('\n---\n'),
  }),
  daemons: ({ layout, binary }) => [
    {
      name: 'kwok',
      argv: [
        binary('kwok'),
        `--config=${layout.config('kwok.yaml')}`,
        `--kubeconfig=${layout.config('kwok.kubeconfig')}`,
        '--manage-all-nodes=false',
        `--manage-nodes-with-annotation-selector=${SIMULATED}=fake`,
        '--node-lease-duration-seconds=40',
        `--node-ip=${API_ADDRESS}`,
        '--node-port=10247',
        '--cidr=10.245.0.0/16',
        // Otherwise it logs a line for every patch of every pod.
        '--v=WARN',
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

// What kwok does with nodes and pods, in its own template language: https://github.com/kubernetes-sigs/kwok/tree/v0.8.0/kustomize/stage
const READY = '.status.conditions.[] | select( .type == "Ready" ) | .status';

/** Room for far more pods than a benchmark creates, on nodes that were created without a size; a real node accepts 110. */
const ROOM = 'cpu: "64"\n  memory: 256Gi\n  pods: "1000"';

const STAGES = [
  stage('node-becomes-ready', 'Node', [{ key: READY, operator: 'NotIn', values: ['True'] }], {
    statusTemplate: `
conditions:
{{ range NodeConditions }}
- type: {{ .type | Quote }}
  status: {{ .status | Quote }}
  reason: {{ .reason | Quote }}
  message: {{ .message | Quote }}
  lastHeartbeatTime: {{ Now | Quote }}
  lastTransitionTime: {{ Now | Quote }}
{{ end }}
addresses:
- type: InternalIP
  address: {{ NodeIP | Quote }}
- type: Hostname
  address: {{ .metadata.name | Quote }}
daemonEndpoints:
  kubeletEndpoint:
    Port: {{ NodePort }}
capacity:
{{ with .status.capacity }}
{{ YAML . 1 }}
{{ else }}
  ${ROOM}
{{ end }}
allocatable:
{{ with .status.allocatable }}
{{ YAML . 1 }}
{{ else }}
  ${ROOM}
{{ end }}
nodeInfo:
  architecture: amd64
  operatingSystem: linux
  kubeletVersion: {{ printf "kwok-%s" Version }}
  kubeProxyVersion: ""
  containerRuntimeVersion: {{ printf "kwok-%s" Version }}
  kernelVersion: ""
  osImage: ""
  bootID: ""
  machineID: ""
  systemUUID: ""
phase: Running
`,
  }),
  stage(
    'pod-runs',
    'Pod',
    [
      { key: '.metadata.deletionTimestamp', operator: 'DoesNotExist' },
      { key: '.status.phase', operator: 'In', values: ['Pending'] },
    ],
    {
      statusTemplate: `
phase: Running
startTime: {{ Now | Quote }}
hostIP: {{ NodeIP | Quote }}
{{ $address := PodIPWith .spec.nodeName ( or .spec.hostNetwork false ) .metadata.uid .metadata.name .metadata.namespace }}
podIP: {{ $address | Quote }}
podIPs:
- ip: {{ $address | Quote }}
conditions:
{{ range $type := list "PodReadyToStartContainers" "Initialized" "ContainersReady" "Ready" }}
- type: {{ $type }}
  status: "True"
  lastTransitionTime: {{ Now | Quote }}
{{ end }}
containerStatuses:
{{ range .spec.containers }}
- name: {{ .name | Quote }}
  image: {{ .image | Quote }}
  imageID: ""
  ready: true
  started: true
  restartCount: 0
  state:
    running:
      startedAt: {{ Now | Quote }}
{{ end }}
`,
    },
  ),
  stage('pod-is-removed', 'Pod', [{ key: '.metadata.deletionTimestamp', operator: 'Exists' }], {
    finalizers: { empty: true },
    delete: true,
  }),
];

function stage(name: string, kind: 'Node' | 'Pod', matchExpressions: object[], next: object): object {
  return {
    apiVersion: 'kwok.x-k8s.io/v1alpha1',
    kind: 'Stage',
    metadata: { name },
    spec: { resourceRef: { apiGroup: 'v1', kind }, selector: { matchExpressions }, next },
  };
}

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
