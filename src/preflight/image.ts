import type { Node } from '../cluster/kinds/kinds.ts';
import { listsImage } from '../cluster/nodes-with-image.ts';
import { podTemplateOf } from '../cluster/pods/pod-template.ts';
import type { Config } from '../config/schema.ts';
import type { Finding, CheckRequirements } from './finding.ts';
import { takesPods } from './nodes.ts';
import { trialsOf, type CheckedTrial } from './trials.ts';

/** The ids of the checks that run pods from the suite's own image; pure. */
export function usersOfImage(checks: readonly CheckRequirements[], config: Config): string[] {
  const runsImage = ({ manifest }: CheckedTrial) =>
    podTemplateOf(manifest)?.spec.containers.some(({ image }) => image === config.image) ?? false;
  const trials = trialsOf(checks, { config, simulated: [] }).filter(runsImage);
  return [...new Set(trials.flatMap(({ blocks }) => blocks))];
}

/** The finding that no image is named. */
export function noImage(checks: readonly CheckRequirements[], config: Config): Finding[] {
  const blocks = usersOfImage(checks, config);
  if (blocks.length === 0) return [];
  return [
    {
      about: 'image',
      message: 'no image of the suite is named, for the pods that checks run',
      todo: 'name it with --image or SHAKEDOWN_IMAGE; in the cluster the plugin sets it',
      blocks,
    },
  ];
}

/**
 * The nodes for pods of the suite that do not list its image; pure. A kubelet lists only its fifty largest images, so it may
 * still have the image.
 */
export function nodesWithoutImage(nodes: readonly Node[], config: Config): string[] {
  return nodes
    .filter((node) => takesPods(node, config) && !listsImage(node, config.image))
    .map(({ metadata }) => metadata?.name ?? '');
}
