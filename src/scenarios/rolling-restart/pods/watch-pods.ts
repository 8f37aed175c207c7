import { untilReady } from '../../../cluster/lists/until-ready.ts';
import { slicesOf } from '../../../cluster/endpoints/slices-of.ts';
import type { Cluster } from '../../../cluster/cluster.ts';
import type { Ref } from '../../../cluster/kinds/kind.ts';
import { kinds, type Pod } from '../../../cluster/kinds/kinds.ts';
import { noteEndpoint, notePod, readyPods, type SeenPod } from './seen-pod.ts';

/** Whose pods are watched. */
export interface WatchedPods {
  /** The Service in front of them. */
  service: Required<Ref>;
  isOf(pod: Pod): boolean;
  /** Their container that serves. @default all */
  container?: string;
}

/** A watch over the pods of an app and their endpoints, until it is disposed of. */
export interface PodWatch extends Disposable {
  /** All pods that were seen since it began. */
  readonly pods: readonly SeenPod[];
}

/** Begins a watch. Each change counts from when it arrives. */
export async function watchPods(
  cluster: Cluster,
  { service, isOf, container }: WatchedPods,
  signal: AbortSignal,
): Promise<PodWatch> {
  const { namespace, name } = service;
  const { clock } = cluster;
  const pods = cluster.shared(kinds.pods, namespace);
  const slices = cluster.shared(kinds.endpointSlices, namespace);
  const seen = new Map<string, SeenPod>();

  const lookAtPods = () => {
    for (const pod of pods.all().filter(isOf)) {
      // A new pod of a StatefulSet has the name of the old one.
      const { uid = '', name: podName = '' } = pod.metadata ?? {};
      const known = seen.get(uid) ?? { name: podName, node: '', graceSeconds: 30, wasListed: false };
      seen.set(uid, known);
      notePod(known, pod, container, clock.now());
    }
  };
  const lookAtEndpoints = () => {
    const own = slicesOf({ namespace, name }, slices.all());
    const ready = readyPods(own);
    for (const [uid, pod] of seen) noteEndpoint(pod, ready.has(uid), clock.now());
  };
  const look = () => {
    lookAtPods();
    lookAtEndpoints();
  };
  // A list is only kept up to date while it has a listener, and each change is told when it arrives.
  const stops = [pods.onChange(undefined, look), slices.onChange(undefined, look)];
  const stop = () => stops.forEach((end) => end());
  try {
    await Promise.all([untilReady(pods, clock, signal), untilReady(slices, clock, signal)]);
  } catch (error) {
    stop();
    throw error;
  }
  look();
  return {
    get pods() {
      return [...seen.values()];
    },
    [Symbol.dispose]: stop,
  };
}
