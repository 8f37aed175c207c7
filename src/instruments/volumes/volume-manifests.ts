import type { Manifest } from '../../cluster/cluster.ts';
import type { Node } from '../../cluster/kinds/kinds.ts';
import { NON_ROOT } from '../../objects/create/apply-defaults.ts';
import { onePodJob } from '../../objects/one-pod-job.ts';
import { realNodesOnly } from '../../objects/real-nodes-only.ts';

/** Name of the container of a probe. */
export const PROBE_CONTAINER = 'volume-probe';

const DIRECTORY = '/volume';

/**
 * A claim of a volume for one node at a time.
 * @param snapshot the VolumeSnapshot in its namespace that it has the content of. @default it is empty
 */
export function claimManifest(
  place: { namespace: string; name: string },
  storageClassName: string,
  size: string,
  snapshot?: string,
): Manifest {
  const source = { apiGroup: 'snapshot.storage.k8s.io', kind: 'VolumeSnapshot', name: snapshot };
  const labels = { 'app.kubernetes.io/name': 'shakedown-volume' };
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { ...place, labels },
    spec: {
      ...{ storageClassName, accessModes: ['ReadWriteOnce'], resources: { requests: { storage: size } } },
      ...(snapshot !== undefined && { dataSource: source }),
    },
  };
}

/** The settings of a probe's pod. */
export interface ProbeSettings {
  namespace: string;
  name: string;
  image: string;
  claim: string;
  action: 'write' | 'read';
  bytes: number;
  seed: string;
  /** The node that it should not run on, where its volume allows another one. @default any is as good */
  awayFrom?: string | undefined;
  simulated: readonly Node[];
}

/** A Job with one pod that writes a file to a volume, or reads it. */
export function probeJob(settings: ProbeSettings): Manifest {
  const { namespace, name, image, claim, action, bytes, seed, awayFrom, simulated } = settings;
  const args = ['volume-probe', action, `--file=${DIRECTORY}/data`, `--bytes=${bytes}`, `--seed=${seed}`];
  return onePodJob({
    ...{ namespace, name, app: 'shakedown-volume-probe' },
    pod: {
      affinity: affinityOf(simulated, awayFrom),
      terminationGracePeriodSeconds: 1,
      // A volume belongs to root until the kubelet gives it to a group.
      securityContext: { fsGroup: NON_ROOT },
      containers: [{ name: PROBE_CONTAINER, image, args, volumeMounts: [{ name: 'volume', mountPath: DIRECTORY }] }],
      volumes: [{ name: 'volume', persistentVolumeClaim: { claimName: claim } }],
    },
  });
}

/** Only a preference: a volume may be tied to its node. */
function affinityOf(simulated: readonly Node[], awayFrom: string | undefined): object {
  const { nodeAffinity } = realNodesOnly(simulated) as { nodeAffinity: object };
  if (awayFrom === undefined) return { nodeAffinity };
  const matchFields = [{ key: 'metadata.name', operator: 'NotIn', values: [awayFrom] }];
  const preferred = [{ weight: 100, preference: { matchFields } }];
  return { nodeAffinity: { ...nodeAffinity, preferredDuringSchedulingIgnoredDuringExecution: preferred } };
}
