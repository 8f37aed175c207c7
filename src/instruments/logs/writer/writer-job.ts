import type { Manifest } from '../../../cluster/cluster.ts';
import type { Node } from '../../../cluster/kinds/kinds.ts';
import { onePodJob } from '../../../objects/one-pod-job.ts';
import { realNodesOnly } from '../../../objects/real-nodes-only.ts';
import type { LineKind, LinePlan } from '../lines/line-kinds.ts';
import { formatPlan } from '../lines/line-plan.ts';

/** Name of the container of a writer. */
export const WRITER_CONTAINER = 'log-writer';
/** The port on which a writer that holds lines back is told to go on. */
export const WRITER_PORT = 8080;

/** How lines are written. */
export interface WriterPlan {
  /** One kind after the other. */
  lines: readonly LinePlan[];
  /** The container ends after each part of the lines and is started again. @default 1 */
  parts?: number;
  /** After the lines of this kind, in each part, it waits until it is told to go on. @default it does not wait */
  holdAfter?: LineKind;
  /** Lines that are written when the pod is deleted, as the last thing before its end. @default it ends when all is written */
  atDeletion?: readonly LinePlan[];
}

/** The settings of a writer's pod. */
export interface WriterSettings extends WriterPlan {
  namespace: string;
  name: string;
  image: string;
  run: string;
  /** The node that it is for. @default any real one */
  node?: string | undefined;
  simulated: readonly Node[];
}

/**
 * A Job with one pod that writes numbered lines to its log. It tolerates all taints, because collectors have to work on every node.
 */
export function writerJob(settings: WriterSettings): Manifest {
  const { namespace, name, image, run, node, simulated, lines, parts = 1, holdAfter, atDeletion = [] } = settings;
  const restarts = parts > 1;
  const args = [
    ...['log-writer', `--run=${run}`],
    ...(restarts ? [`--parts=${parts}`, '--state=/state/part'] : []),
    ...(holdAfter === undefined ? [] : [`--hold-after=${holdAfter}`]),
    ...lines.map(formatPlan),
    ...(atDeletion.length > 0 ? ['--on-sigterm', ...atDeletion.map(formatPlan)] : []),
  ];
  return onePodJob({
    ...{ namespace, name, app: 'shakedown-log-writer' },
    // Each part but the last ends as a failure, after which the container is started again; as many failures as the limit end the Job.
    restarts: restarts ? parts : 0,
    pod: {
      affinity: node === undefined ? realNodesOnly(simulated) : onNode(node),
      tolerations: [{ operator: 'Exists' }],
      terminationGracePeriodSeconds: atDeletion.length > 0 ? 30 : 1,
      containers: [
        {
          name: WRITER_CONTAINER,
          image,
          args,
          ...(restarts && { volumeMounts: [{ name: 'state', mountPath: '/state' }] }),
        },
      ],
      ...(restarts && { volumes: [{ name: 'state', emptyDir: {} }] }),
    },
  });
}

/** Not `nodeName`: that would leave the scheduler out, and a pod that does not fit would fail at once. */
function onNode(name: string): object {
  const matchFields = [{ key: 'metadata.name', operator: 'In', values: [name] }];
  return {
    nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchFields }] } },
  };
}
