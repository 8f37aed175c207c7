import type { Manifest } from '../../cluster/cluster.ts';
import { withPodTemplate, type PodSpec } from '../../cluster/pods/pod-template.ts';
import { suiteLabels } from '../suite-labels.ts';
import type { RunLabels } from './run-labels.ts';

type Texts = Record<string, string>;

/** The user id that the suite's image runs as. */
export const NON_ROOT = 65_532;

/**
 * A manifest as it is sent to the cluster: with the labels of the run, with the configured labels, annotations, resources, tolerations,
 * node selector and pull secrets, and with pods that the Pod Security level 'restricted' admits. A label of the run wins over one of the
 * manifest, and this one over a configured one; a node selector and tolerations of the manifest are joined with the configured ones. A DaemonSet
 * does not get the configured node selector: it is there for the nodes, and not only runs on them.
 */
export function applyDefaults(manifest: Manifest, labels: RunLabels): Manifest {
  const metadata = { ...manifest.metadata, ...labelled(manifest.metadata, labels) };
  const whole: Manifest = { ...manifest, metadata };
  if (manifest.kind === 'Namespace') {
    // By these labels Kubernetes' own end-to-end framework, and tools that follow it, recognize a test's namespace.
    const ofTest = { 'e2e-framework': 'shakedown', 'e2e-run': labels.runId };
    return { ...whole, metadata: { ...metadata, labels: { ...metadata.labels, ...ofTest } } };
  }
  return withPodTemplate(whole, (template) => ({
    ...template,
    metadata: { ...template.metadata, ...labelled(template.metadata ?? {}, labels) },
    spec: withPodDefaults(
      template.spec,
      manifest.kind === 'DaemonSet' ? { ...labels.defaults, nodeSelector: {} } : labels.defaults,
    ),
  }));
}

function labelled(metadata: { labels?: Texts; annotations?: Texts }, { runId, expires, defaults }: RunLabels) {
  return {
    labels: {
      ...defaults.labels,
      ...metadata.labels,
      [suiteLabels.managedByLabel]: suiteLabels.managedBy,
      [suiteLabels.runLabel]: runId,
    },
    annotations: {
      ...defaults.annotations,
      ...metadata.annotations,
      ...(expires && { [suiteLabels.expires]: expires.toISOString() }),
    },
  };
}

/** The spec of a pod with the configured defaults for all pods, so that the Pod Security level 'restricted' admits it. */
export function withPodDefaults(pod: PodSpec, defaults: RunLabels['defaults']): PodSpec {
  const { nodeSelector, tolerations, imagePullSecrets, imagePullPolicy, resources } = defaults;
  return {
    // The suite's pods do not call the API server, and do not read the variables of other Services from their environment.
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    ...pod,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: NON_ROOT,
      runAsGroup: NON_ROOT,
      seccompProfile: { type: 'RuntimeDefault' },
      ...pod.securityContext,
    },
    ...(Object.keys({ ...nodeSelector, ...pod.nodeSelector }).length > 0 && {
      nodeSelector: { ...nodeSelector, ...pod.nodeSelector },
    }),
    ...(tolerations.length + (pod.tolerations ?? []).length > 0 && {
      tolerations: [...(pod.tolerations ?? []), ...tolerations],
    }),
    ...(imagePullSecrets.length > 0 && { imagePullSecrets: imagePullSecrets.map((name) => ({ name })) }),
    containers: pod.containers.map((container) => ({
      imagePullPolicy,
      resources,
      securityContext: {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      },
      ...container,
    })),
  };
}
