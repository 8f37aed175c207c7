import type { Pod } from '../cluster/kinds/kinds.ts';
import { isRefused, pullCause } from '../diagnosis/pull-cause.ts';

/** What is wrong with a pod of a Sonobuoy run, and how long that may last before the run is ended. */
export interface PodTrouble {
  /** The component of the pod. */
  component: 'plugin' | 'aggregator';
  code: 'PLUGIN_IMAGE' | 'PLUGIN_LOST' | 'SONOBUOY_IMAGE' | 'SONOBUOY_UNSCHEDULABLE' | 'SONOBUOY_LOST';
  /** Whose it is: a wrong name of an image is the user's input. @default 'infrastructure' */
  meaning?: 'usage' | 'infrastructure';
  /** What was expected of the pod. */
  expected: string;
  seen: string;
  todo: string;
  /** The image that a registry refuses, and the node that cannot have it. */
  refused?: { image: string; node: string };
  /** How long it may last, in seconds. A lost pod may have handed over its results just before; a registry may soon be reachable again. */
  toleratedSeconds: number;
}

const HOPELESS_IMAGE = ['InvalidImageName', 'ErrImageNeverPull'];
const MISSING_IMAGE = [...HOPELESS_IMAGE, 'ErrImagePull', 'ImagePullBackOff'];

/** How long a node may be silent before its pods count as lost, in seconds: a restarted node is back by then. */
const NODE_SILENT_SECONDS = 120;

/** The state of a Sonobuoy run, seen from outside. */
export interface RunSeen {
  /** The pods in Sonobuoy's namespace. */
  pods: readonly Pod[];
  plugin: string;
  /** How another image of the plugin is named. @default by flags of `shakedown verify` */
  imageSetting?: string | undefined;
  /** Whether the plugin's pod existed before. */
  seenPlugin: boolean;
  /** The nodes without a heartbeat for a while, each with the cluster's message about it. */
  silentNodes: ReadonlyMap<string, string>;
}

/** Judges the pods in Sonobuoy's namespace during a run. */
export function troubleWith({ pods, plugin, seenPlugin, silentNodes, imageSetting }: RunSeen): PodTrouble | undefined {
  const named = (label: string, value: string) => pods.find(({ metadata }) => metadata?.labels?.[label] === value);
  const aggregator = named('sonobuoy-component', 'aggregator');
  const own = named('sonobuoy-plugin', plugin);
  return (
    aggregatorTrouble(aggregator) ??
    pluginTrouble(own, seenPlugin, imageSetting) ??
    silentNodeTrouble('the aggregator', aggregator, silentNodes, lostAggregator) ??
    silentNodeTrouble('the plugin', own, silentNodes, lostPlugin)
  );
}

function lostAggregator(seen: string, toleratedSeconds = 10): PodTrouble {
  return {
    component: 'aggregator',
    code: 'SONOBUOY_LOST',
    expected: 'the Sonobuoy aggregator to run until the results are fetched',
    seen,
    todo: 'run again; if it happens again, see the events of its node',
    toleratedSeconds,
  };
}

function lostPlugin(seen: string, toleratedSeconds = 30): PodTrouble {
  return {
    component: 'plugin',
    code: 'PLUGIN_LOST',
    expected: 'the pod of the plugin to run until it has handed over its results',
    seen,
    todo: 'run again; if it happens again, see the events of its node and the limits in sonobuoy.resources',
    toleratedSeconds,
  };
}

function silentNodeTrouble(
  component: string,
  pod: Pod | undefined,
  silentNodes: RunSeen['silentNodes'],
  lost: (seen: string, toleratedSeconds: number) => PodTrouble,
): PodTrouble | undefined {
  const node = pod?.spec?.nodeName ?? '';
  const words = silentNodes.get(node);
  return words === undefined
    ? undefined
    : lost(`no heartbeat from ${node}, the node of ${component} (${words})`, NODE_SILENT_SECONDS);
}

function aggregatorTrouble(pod: Pod | undefined): PodTrouble | undefined {
  if (!pod) return lostAggregator("the aggregator's pod was deleted, and the results with it");
  const ended = endOf(pod, 'kube-sonobuoy');
  if (ended !== undefined) return lostAggregator(`the aggregator's container ended: ${ended}`);
  if (pod.metadata?.deletionTimestamp !== undefined) return lostAggregator("the aggregator's pod is being deleted");
  const image = imageTrouble(pod, 'kube-sonobuoy');
  if (image) {
    const todo = 'name an image that the nodes can pull: --sonobuoy-image IMAGE, --image-pull-policy POLICY';
    return {
      component: 'aggregator',
      code: 'SONOBUOY_IMAGE',
      expected: 'the image of the Sonobuoy aggregator to be pulled',
      ...image,
      todo,
    };
  }
  const scheduled = pod.status?.conditions?.find(({ type }) => type === 'PodScheduled');
  if (scheduled?.status !== 'False') return undefined;
  return {
    component: 'aggregator',
    code: 'SONOBUOY_UNSCHEDULABLE',
    expected: 'a node for the Sonobuoy aggregator',
    seen: scheduled.message ?? scheduled.reason ?? 'its pod cannot be scheduled',
    todo: 'free capacity, or remove a taint from a node: the aggregator tolerates none',
    toleratedSeconds: 120,
  };
}

/** The container that Sonobuoy adds to the pod of each plugin. */
const WORKER = 'sonobuoy-worker';
const IMAGE_FLAGS = '--image IMAGE, --image-pull-policy POLICY, objects.imagePullSecrets';

function pluginTrouble(pod: Pod | undefined, seenBefore: boolean, imageSetting = IMAGE_FLAGS): PodTrouble | undefined {
  if (!pod)
    return seenBefore
      ? lostPlugin('the pod of the plugin disappeared: deleted, evicted, or its node was lost')
      : undefined;
  // A plugin that is not ours names its container as it likes.
  const container = pod.status?.containerStatuses?.find(({ name }) => name !== WORKER)?.name ?? '';
  const image = imageTrouble(pod, container);
  if (image) {
    const todo = `name an image that the nodes can pull: ${imageSetting}`;
    return {
      component: 'plugin',
      code: 'PLUGIN_IMAGE',
      expected: 'the image of the plugin to be pulled',
      ...image,
      todo,
    };
  }
  const ended = endOf(pod, container);
  if (ended !== undefined && !ended.startsWith('exit code 0'))
    return lostPlugin(`the container of the plugin ended: ${ended}`);
  if (pod.metadata?.deletionTimestamp === undefined) return undefined;
  // Within its grace period the plugin still hands over the results so far.
  const grace = pod.metadata.deletionGracePeriodSeconds ?? 90;
  return lostPlugin(
    `the pod of the plugin is being deleted, but its node ${pod.spec?.nodeName ?? ''} does not end it`,
    grace + 30,
  );
}

function imageTrouble(
  pod: Pod,
  container: string,
): Pick<PodTrouble, 'seen' | 'toleratedSeconds' | 'meaning' | 'refused'> | undefined {
  const { image = '', state } = pod.status?.containerStatuses?.find(({ name }) => name === container) ?? {};
  const { reason = '', message = '' } = state?.waiting ?? {};
  if (!MISSING_IMAGE.includes(reason)) return undefined;
  const cause = pullCause(message);
  const seen = `image "${image}" cannot be pulled (${reason})${cause === '' ? '' : `: ${cause}`}`;
  // The kubelet tries again 10 s and 30 s after the first failure: a refusal of the registry is final the second time, no answer the third.
  const hopeless = HOPELESS_IMAGE.includes(reason);
  const refused = hopeless || isRefused(cause);
  const toleratedSeconds = hopeless ? 0 : refused ? 15 : 40;
  if (!refused) return { seen, toleratedSeconds };
  // No node can have an image whose name is invalid.
  const byNode = reason !== 'InvalidImageName' && { refused: { image, node: pod.spec?.nodeName ?? '' } };
  return { seen, toleratedSeconds, meaning: 'usage', ...byNode };
}

/** How a container ended; `undefined` while it is running. */
function endOf({ status }: Pod, container: string): string | undefined {
  if (status?.phase === 'Failed' && status.reason !== undefined)
    return [status.reason, status.message].filter(Boolean).join(': ');
  const ended = status?.containerStatuses?.find(({ name }) => name === container)?.state?.terminated;
  return ended && `exit code ${ended.exitCode}${ended.reason === undefined ? '' : ` (${ended.reason})`}`;
}
