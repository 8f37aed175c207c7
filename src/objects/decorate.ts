import type { Manifest } from '../cluster/cluster.ts';
import type { Config } from '../config/schema.ts';
import { suiteLabels } from './suite-labels.ts';

/** What an object is marked and fitted out with. */
export interface Stamp {
  runId: string;
  /** Until when the object is surely in use. The same for the whole run, so that applying a manifest twice changes nothing. */
  expires: Date;
  /** What the configuration wants of everything that the suite creates. */
  objects: Config['objects'];
}

type Texts = Record<string, string>;
type Fields = Record<string, unknown>;
type PodTemplate = { metadata?: { labels?: Texts; annotations?: Texts }; spec: PodSpec };
type PodSpec = Fields & { containers: Fields[]; nodeSelector?: Texts; tolerations?: unknown[] };

/** The user that the image of the suite runs as. */
const NON_ROOT = 65_532;

/**
 * A manifest as it is sent to the cluster: with the marks of the run, with labels, annotations, resources, tolerations,
 * node selector and pull secrets as configured, and with pods that the Pod Security level 'restricted' admits. Where the manifest
 * itself has a label of that key, ours stays; where it has a node selector or tolerations, both hold.
 */
export function decorate(manifest: Manifest, stamp: Stamp): Manifest {
  const metadata = { ...manifest.metadata, ...marked(manifest.metadata, stamp) };
  const decorated: Manifest = { ...manifest, metadata };
  if (manifest.kind === 'Pod') return { ...decorated, spec: decoratedPod(manifest['spec'] as PodSpec, stamp) };
  if (manifest.kind === 'Namespace') {
    // The labels by which Kubernetes' own end-to-end framework, and tools that follow it, know a test's namespace.
    const labels = { ...metadata.labels, 'e2e-framework': 'shakedown', 'e2e-run': stamp.runId };
    return { ...decorated, metadata: { ...metadata, labels } };
  }
  const spec = manifest['spec'] as (Fields & { template?: PodTemplate }) | undefined;
  if (!spec?.template) return decorated;
  const { template } = spec;
  return {
    ...decorated,
    spec: {
      ...spec,
      template: {
        ...template,
        metadata: { ...template.metadata, ...marked(template.metadata ?? {}, stamp) },
        spec: decoratedPod(template.spec, stamp),
      },
    },
  };
}

function marked(metadata: { labels?: Texts; annotations?: Texts }, { runId, expires, objects }: Stamp) {
  return {
    labels: {
      ...objects.labels,
      ...metadata.labels,
      [suiteLabels.managedByLabel]: suiteLabels.managedBy,
      [suiteLabels.runLabel]: runId,
    },
    annotations: { ...objects.annotations, ...metadata.annotations, [suiteLabels.expires]: expires.toISOString() },
  };
}

function decoratedPod(pod: PodSpec, { objects }: Stamp): PodSpec {
  const { nodeSelector, tolerations, imagePullSecrets } = objects;
  return {
    // The pods of the suite speak to nobody's API, and read no settings that Services of others put into their environment.
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: NON_ROOT,
      runAsGroup: NON_ROOT,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    ...pod,
    ...(Object.keys({ ...nodeSelector, ...pod.nodeSelector }).length > 0 && {
      nodeSelector: { ...nodeSelector, ...pod.nodeSelector },
    }),
    ...(tolerations.length + (pod.tolerations ?? []).length > 0 && {
      tolerations: [...(pod.tolerations ?? []), ...tolerations],
    }),
    ...(imagePullSecrets.length > 0 && { imagePullSecrets: imagePullSecrets.map((name) => ({ name })) }),
    containers: pod.containers.map((container) => ({
      imagePullPolicy: objects.imagePullPolicy,
      resources: objects.resources,
      securityContext: {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      },
      ...container,
    })),
  };
}
