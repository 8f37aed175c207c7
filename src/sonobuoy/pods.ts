import type { Pod } from '../cluster/kinds.ts';
import { isRefused, pullCause } from '../diagnosis/pull-cause.ts';

/** What is wrong with the pods of a Sonobuoy run, and for how long that may be so before the run is given up. */
export interface PodTrouble {
  /** Whose pod it is. */
  whose: 'plugin' | 'aggregator';
  code: 'PLUGIN_IMAGE' | 'PLUGIN_LOST' | 'SONOBUOY_IMAGE' | 'SONOBUOY_UNSCHEDULABLE' | 'SONOBUOY_LOST';
  /** What was expected of the pod. */
  expected: string;
  seen: string;
  todo: string;
  /** In seconds. A lost pod may have handed over its results a moment before, a registry may be back a moment later. */
  patience: number;
}

const HOPELESS_IMAGE = ['InvalidImageName', 'ErrImageNeverPull'];
const MISSING_IMAGE = [...HOPELESS_IMAGE, 'ErrImagePull', 'ImagePullBackOff'];

/** How long a node may be silent before what runs on it counts as lost, in seconds: one that is restarted is back by then. */
const SILENCE = 120;

/** What is seen of a Sonobuoy run from outside. */
export interface RunSeen {
  /** The pods in Sonobuoy's namespace. */
  pods: readonly Pod[];
  plugin: string;
  /** Whether the plugin's pod was there before. */
  seenPlugin: boolean;
  /** The nodes that the cluster has not heard of for a while, and its words for that. */
  silentNodes: ReadonlyMap<string, string>;
}

/** Judges the pods in Sonobuoy's namespace while a run is under way. */
export function troubleWith({ pods, plugin, seenPlugin, silentNodes }: RunSeen): PodTrouble | undefined {
  const named = (label: string, value: string) => pods.find(({ metadata }) => metadata?.labels?.[label] === value);
  const aggregator = named('sonobuoy-component', 'aggregator');
  const own = named('sonobuoy-plugin', plugin);
  return (
    aggregatorTrouble(aggregator) ??
    pluginTrouble(own, seenPlugin) ??
    silenceOf('the aggregator', aggregator, silentNodes, lostAggregator) ??
    silenceOf('the plugin', own, silentNodes, lostPlugin)
  );
}

function lostAggregator(seen: string, patience = 10): PodTrouble {
  return {
    whose: 'aggregator',
    code: 'SONOBUOY_LOST',
    expected: 'the Sonobuoy aggregator to live until the results are fetched',
    seen,
    todo: 'run again; should it happen again, see the events of its node',
    patience,
  };
}

function lostPlugin(seen: string, patience = 30): PodTrouble {
  return {
    whose: 'plugin',
    code: 'PLUGIN_LOST',
    expected: 'the pod of the plugin to live until it has handed over its results',
    seen,
    todo: 'run again; should it happen again, see the events of its node and the limits in sonobuoy.resources',
    patience,
  };
}

function silenceOf(
  whose: string,
  pod: Pod | undefined,
  silentNodes: RunSeen['silentNodes'],
  lost: (seen: string, patience: number) => PodTrouble,
): PodTrouble | undefined {
  const node = pod?.spec?.nodeName ?? '';
  const words = silentNodes.get(node);
  return words === undefined
    ? undefined
    : lost(`nothing is heard of ${node}, the node of ${whose} (${words})`, SILENCE);
}

function aggregatorTrouble(pod: Pod | undefined): PodTrouble | undefined {
  if (!pod) return lostAggregator("the aggregator's pod is gone, and the results with it");
  const ended = endOf(pod, 'kube-sonobuoy');
  if (ended !== undefined) return lostAggregator(`the aggregator's container ended: ${ended}`);
  if (pod.metadata?.deletionTimestamp !== undefined) return lostAggregator("the aggregator's pod is being deleted");
  const image = imageTrouble(pod, 'kube-sonobuoy');
  if (image) {
    const todo = 'name an image that the nodes can pull: --sonobuoy-image IMAGE, --image-pull-policy POLICY';
    return {
      whose: 'aggregator',
      code: 'SONOBUOY_IMAGE',
      expected: 'the image of the Sonobuoy aggregator to be pulled',
      ...image,
      todo,
    };
  }
  const scheduled = pod.status?.conditions?.find(({ type }) => type === 'PodScheduled');
  if (scheduled?.status !== 'False') return undefined;
  return {
    whose: 'aggregator',
    code: 'SONOBUOY_UNSCHEDULABLE',
    expected: 'a node for the Sonobuoy aggregator',
    seen: scheduled.message ?? scheduled.reason ?? 'its pod cannot be scheduled',
    todo: 'make room, or take a taint off a node: the aggregator tolerates none',
    patience: 120,
  };
}

function pluginTrouble(pod: Pod | undefined, seenBefore: boolean): PodTrouble | undefined {
  if (!pod)
    return seenBefore ? lostPlugin('the pod of the plugin is gone: deleted, evicted, or its node was lost') : undefined;
  const image = imageTrouble(pod, 'plugin');
  if (image) {
    const todo =
      'name an image that the nodes can pull: --image IMAGE, --image-pull-policy POLICY, objects.imagePullSecrets';
    return { whose: 'plugin', code: 'PLUGIN_IMAGE', expected: 'the image of the plugin to be pulled', ...image, todo };
  }
  const ended = endOf(pod, 'plugin');
  if (ended !== undefined && !ended.startsWith('exit code 0'))
    return lostPlugin(`the container of the plugin ended: ${ended}`);
  if (pod.metadata?.deletionTimestamp === undefined) return undefined;
  // Within its grace period the plugin still hands over what it has.
  const grace = pod.metadata.deletionGracePeriodSeconds ?? 90;
  return lostPlugin(
    `the pod of the plugin is being deleted, and its node ${pod.spec?.nodeName ?? ''} does not end it`,
    grace + 30,
  );
}

function imageTrouble(pod: Pod, container: string): { seen: string; patience: number } | undefined {
  const { image, state } = pod.status?.containerStatuses?.find(({ name }) => name === container) ?? {};
  const { reason = '', message = '' } = state?.waiting ?? {};
  if (!MISSING_IMAGE.includes(reason)) return undefined;
  const cause = pullCause(message);
  const seen = `image "${image}" cannot be pulled (${reason})${cause === '' ? '' : `: ${cause}`}`;
  // The kubelet tries again 10 s and 30 s after the first failure: a registry's own no is believed the second time, silence the third.
  return { seen, patience: HOPELESS_IMAGE.includes(reason) ? 0 : isRefused(cause) ? 15 : 40 };
}

/** How a container ended; `undefined` while it has not. */
function endOf({ status }: Pod, container: string): string | undefined {
  if (status?.phase === 'Failed' && status.reason !== undefined)
    return [status.reason, status.message].filter(Boolean).join(': ');
  const ended = status?.containerStatuses?.find(({ name }) => name === container)?.state?.terminated;
  return ended && `exit code ${ended.exitCode}${ended.reason === undefined ? '' : ` (${ended.reason})`}`;
}
