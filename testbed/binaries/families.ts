import { KUBERNETES_FAMILIES } from '../preparation/kubernetes-families.mjs';
import { DEFAULT_KUBERNETES, type KubernetesVersion } from './kubernetes-versions.ts';

/** Programs that are built together, from one set of Go modules. Its go.mod and go.sum are in `testbed/go/<name>`. */
export interface Family {
  /** The module in go.mod whose version is the family's; absent for our own sources. */
  module?: string;
  /** The main package of each program. */
  programs: Record<string, string>;
  /** The package of each program that consists of a package's tests, as `go test -c` builds it. @default none */
  testPrograms?: Record<string, string>;
  /** Build tags: parts of a program that are left out. @default none */
  tags?: readonly string[];
  /** Variables that the linker sets, for programs whose clients show or check their version. */
  linkerVariables?: (version: string) => Record<string, string>;
}

/** Where the programs of Kubernetes and their clients read its version. */
function versionOfKubernetes(version: string): Record<string, string> {
  const [major = '', minor = ''] = version.replace(/^v/, '').split('.');
  const facts = { gitVersion: version, gitMajor: major, gitMinor: minor, gitTreeState: 'clean' };
  const packages = ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version'];
  return Object.fromEntries(
    packages.flatMap((name) => Object.entries(facts).map(([key, value]) => [`${name}.${key}`, value])),
  );
}

const kubernetes = {
  module: 'k8s.io/kubernetes',
  programs: {
    'kube-apiserver': 'k8s.io/kubernetes/cmd/kube-apiserver',
    'kube-controller-manager': 'k8s.io/kubernetes/cmd/kube-controller-manager',
    'kube-scheduler': 'k8s.io/kubernetes/cmd/kube-scheduler',
    kubelet: 'k8s.io/kubernetes/cmd/kubelet',
    'kube-proxy': 'k8s.io/kubernetes/cmd/kube-proxy',
    kubectl: 'k8s.io/kubernetes/cmd/kubectl',
  },
  linkerVariables: versionOfKubernetes,
} as const satisfies Family;

/** All families that the testbed can build. A new one is a folder in `testbed/go` and an entry here. */
export const families = {
  etcd: {
    module: 'go.etcd.io/etcd/server/v3',
    programs: { etcd: 'go.etcd.io/etcd/server/v3' },
  },
  pause: {
    programs: { pause: 'shakedown.invalid/testbed/pause' },
  },
  kube: kubernetes,
  // What clusters are upgraded to.
  'kube-1.37': kubernetes,
  // The conformance tests of Kubernetes, and what they run: for long tests alone.
  conformance: {
    module: 'k8s.io/kubernetes',
    programs: {
      'go-runner': 'k8s.io/kubernetes/test/conformance/image/go-runner',
      ginkgo: 'github.com/onsi/ginkgo/v2/ginkgo',
      agnhost: 'k8s.io/kubernetes/test/images/agnhost',
    },
    testPrograms: { 'e2e.test': 'k8s.io/kubernetes/test/e2e' },
    linkerVariables: versionOfKubernetes,
  },
  coredns: {
    module: 'github.com/coredns/coredns',
    programs: { coredns: 'github.com/coredns/coredns' },
  },
  'metrics-server': {
    module: 'sigs.k8s.io/metrics-server',
    programs: { 'metrics-server': 'sigs.k8s.io/metrics-server/cmd/metrics-server' },
    linkerVariables: (version) => ({ 'k8s.io/client-go/pkg/version.gitVersion': version }),
  },
  sonobuoy: {
    module: 'github.com/vmware-tanzu/sonobuoy',
    programs: { sonobuoy: 'github.com/vmware-tanzu/sonobuoy' },
    linkerVariables: (version) => ({ 'github.com/vmware-tanzu/sonobuoy/pkg/buildinfo.Version': version }),
  },
  prometheus: {
    module: 'github.com/prometheus/prometheus',
    programs: { prometheus: 'github.com/prometheus/prometheus/cmd/prometheus' },
    // Targets are found through Kubernetes alone: the clients of all clouds are most of what there is to compile.
    tags: ['remove_all_sd', 'enable_kubernetes_sd'],
    linkerVariables: (version) => ({
      // The module's v0.316.0 is release 3.16.0.
      'github.com/prometheus/common/version.Version': version.replace(/^v0\.(\d)(\d+)\./, '$1.$2.'),
    }),
  },
  alertmanager: {
    module: 'github.com/prometheus/alertmanager',
    programs: { alertmanager: 'github.com/prometheus/alertmanager/cmd/alertmanager' },
    linkerVariables: (version) => ({ 'github.com/prometheus/common/version.Version': version.replace(/^v/, '') }),
  },
  'alert-receiver': {
    programs: { 'alert-receiver': 'shakedown.invalid/testbed/alert-receiver' },
  },
  'kube-state-metrics': {
    module: 'k8s.io/kube-state-metrics/v2',
    programs: { 'kube-state-metrics': 'k8s.io/kube-state-metrics/v2' },
    linkerVariables: (version) => ({ 'github.com/prometheus/common/version.Version': version }),
  },
  'node-exporter': {
    module: 'github.com/prometheus/node_exporter',
    programs: { 'node-exporter': 'github.com/prometheus/node_exporter' },
    linkerVariables: (version) => ({ 'github.com/prometheus/common/version.Version': version.replace(/^v/, '') }),
  },
  victorialogs: {
    module: 'github.com/VictoriaMetrics/VictoriaLogs',
    programs: {
      'victoria-logs': 'github.com/VictoriaMetrics/VictoriaLogs/app/victoria-logs',
      vlagent: 'github.com/VictoriaMetrics/VictoriaLogs/app/vlagent',
    },
    linkerVariables: (version) => ({ 'github.com/VictoriaMetrics/VictoriaMetrics/lib/buildinfo.Version': version }),
  },
  // No component: the checks of Prometheus are tested on it, because it serves parts of the same API.
  'victoria-metrics': {
    module: 'github.com/VictoriaMetrics/VictoriaMetrics',
    programs: { 'victoria-metrics': 'github.com/VictoriaMetrics/VictoriaMetrics/app/victoria-metrics' },
    linkerVariables: (version) => ({ 'github.com/VictoriaMetrics/VictoriaMetrics/lib/buildinfo.Version': version }),
  },
  // No component: the checks of Prometheus are tested on it, because many clusters are asked for through it.
  thanos: {
    module: 'github.com/thanos-io/thanos',
    programs: { thanos: 'github.com/thanos-io/thanos/cmd/thanos' },
    // It reads the labels of Prometheus in this layout, and fails at its first answer with another one.
    tags: ['slicelabels'],
    linkerVariables: (version) => ({ 'github.com/prometheus/common/version.Version': version.replace(/^v/, '') }),
  },
  'local-path-provisioner': {
    module: 'github.com/rancher/local-path-provisioner',
    programs: { 'local-path-provisioner': 'github.com/rancher/local-path-provisioner' },
    linkerVariables: (version) => ({ 'main.VERSION': version }),
  },
  // The sidecars of CSI drivers, and a driver of our own for tests. They are built from one set of modules, of which most is Kubernetes' client.
  csi: {
    module: 'github.com/kubernetes-csi/external-provisioner/v6',
    programs: {
      'csi-provisioner': 'github.com/kubernetes-csi/external-provisioner/v6/cmd/csi-provisioner',
      'csi-attacher': 'github.com/kubernetes-csi/external-attacher/v4/cmd/csi-attacher',
      'csi-resizer': 'github.com/kubernetes-csi/external-resizer/v2/cmd/csi-resizer',
      'csi-snapshotter': 'github.com/kubernetes-csi/external-snapshotter/v8/cmd/csi-snapshotter',
      'snapshot-controller': 'github.com/kubernetes-csi/external-snapshotter/v8/cmd/snapshot-controller',
      'csi-test-driver': 'shakedown.invalid/testbed/csi-test-driver',
    },
  },
  descheduler: {
    module: 'sigs.k8s.io/descheduler',
    programs: { descheduler: 'sigs.k8s.io/descheduler/cmd/descheduler' },
    linkerVariables: (version) => ({ 'sigs.k8s.io/descheduler/pkg/version.version': version }),
  },
  karpenter: {
    module: 'sigs.k8s.io/karpenter',
    // Its kwok provider, whose nodes kwok simulates.
    programs: { karpenter: 'sigs.k8s.io/karpenter/kwok' },
  },
  'kube-router': {
    module: 'github.com/cloudnativelabs/kube-router/v2',
    programs: { 'kube-router': 'github.com/cloudnativelabs/kube-router/v2/cmd/kube-router' },
    linkerVariables: (version) => ({ 'github.com/cloudnativelabs/kube-router/v2/pkg/version.Version': version }),
  },
  versitygw: {
    module: 'github.com/versity/versitygw',
    programs: { versitygw: 'github.com/versity/versitygw/cmd/versitygw' },
    linkerVariables: (version) => ({ 'main.Version': version }),
  },
  kwok: {
    module: 'sigs.k8s.io/kwok',
    programs: { kwok: 'sigs.k8s.io/kwok/cmd/kwok' },
    linkerVariables: (version) => ({ 'sigs.k8s.io/kwok/pkg/consts.Version': version }),
  },
  // Checks the workflows of the repository; no cluster has it.
  actionlint: {
    module: 'github.com/rhysd/actionlint',
    programs: { actionlint: 'github.com/rhysd/actionlint/cmd/actionlint' },
  },
} as const satisfies Record<string, Family>;

export type FamilyName = keyof typeof families;

/** The names of a family's programs. */
type ProgramsOf<F> =
  (F extends { programs: infer P } ? keyof P : never) | (F extends { testPrograms: infer P } ? keyof P : never);

/** Every program that the testbed can build. */
export type Binary = { [Name in FamilyName]: ProgramsOf<(typeof families)[Name]> }[FamilyName];

/** The families of all versions of Kubernetes. */
const KUBERNETES: readonly string[] = Object.values(KUBERNETES_FAMILIES);

/**
 * The family that a program belongs to.
 * @param kubernetes which Kubernetes its own programs are of. @default DEFAULT_KUBERNETES
 */
export function familyOf(binary: Binary, kubernetes: KubernetesVersion = DEFAULT_KUBERNETES): FamilyName {
  const names = Object.keys(families) as FamilyName[];
  // `Binary` consists of these keys, so one is always found.
  const first = names.find((name) => {
    const { programs, testPrograms }: Family = families[name];
    return binary in { ...programs, ...testPrograms };
  }) as FamilyName;
  return KUBERNETES.includes(first) ? KUBERNETES_FAMILIES[kubernetes] : first;
}
