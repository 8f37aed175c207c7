import { ClusterError } from '../cluster/cluster-error.ts';
import type { Cluster } from '../cluster/cluster.ts';
import type { Node } from '../cluster/kinds/kinds.ts';
import { formatHolder, nodeWithImage } from '../cluster/nodes-with-image.ts';
import type { Config } from '../config/schema.ts';
import { ShakedownError } from '../errors/shakedown-error.ts';
import type { RunLabels } from '../objects/create/run-labels.ts';
import type { CheckRequirements } from './finding.ts';
import { nodesWithoutImage, usersOfImage } from './image.ts';
import type { CannotRun } from './judge-trial.ts';
import { takesPods } from './nodes.ts';
import { tryImage } from './pull-image.ts';

/** How long a node may take before the run begins without knowing, in milliseconds: a slow pull is no wrong name. */
const LIMIT = 60_000;

/** What the trial needs. */
export interface ImageTrial {
  config: Config;
  nodes: readonly Node[];
  /** The checks that run. */
  checks: readonly CheckRequirements[];
  labels: RunLabels;
  /** Called with what is done now. */
  phase?: ((text: string) => void) | undefined;
  /** Called with what could not be judged, or is wrong with one node, in one line. */
  note?: ((text: string) => void) | undefined;
}

/**
 * Makes sure that the configured image of the suite can be run, before anything is judged: otherwise a typing error would look like a fault
 * of the cluster. It is tried only if checks need it and no node has it yet; if it cannot be run there and is not wrong on any node, on two nodes
 * of different architectures if there are: one may have a fault of its own, or another processor than the image is for. Faults of nodes are
 * left to the checks, which find them.
 * @throws ShakedownError IMAGE_UNUSABLE, a usage error, when the image is wrong, and of infrastructure when no node reaches the registry, or it
 * refuses the image and it is not known whether another node has it.
 */
export async function assertImageRuns(cluster: Cluster, trial: ImageTrial, signal: AbortSignal): Promise<void> {
  const { config, checks, labels, phase, note } = trial;
  const candidates = nodesToTry(trial);
  if (candidates.length === 0 || usersOfImage(checks, config).length === 0) return;
  const failures: { failure: string; because: CannotRun['because'] }[] = [];
  for (const node of candidates) {
    const name = node.metadata?.name ?? '';
    phase?.(`trying ${config.image} on node ${name}`);
    try {
      const pulled = await tryImage(cluster, { config, node, labels, withinMs: LIMIT }, signal);
      if (pulled.good) break;
      const isRefused = pulled.because === 'refused';
      const holder = isRefused ? await nodeWithImage(cluster, config.image, signal) : 'none';
      const failure = `node ${name}: ${pulled.why}${formatHolder(holder)}`;
      if (pulled.because === 'wrong' || (isRefused && holder === 'none'))
        throw unusable('usage', config.image, failure);
      note?.(`${config.image} could not be run on ${failure}`);
      if (pulled.because === 'late' || (holder !== 'none' && 'node' in holder)) return;
      failures.push({ failure, because: pulled.because });
    } catch (error) {
      if (!(error instanceof ClusterError)) throw error;
      signal.throwIfAborted();
      // The pods of checks are created by controllers: an account that may not create pods may still run the checks.
      note?.(`it is not known whether ${config.image} can be pulled: ${error.seen}`);
      return;
    }
  }
  // A node may be at fault alone, and the registry is not known to be.
  if (failures.length < candidates.length || failures.some(({ because }) => because === 'node')) return;
  // A registry whose name does not exist is a typing error, if no node knows it; and so is an image that is for none of the nodes.
  const isUsage = failures.every(
    ({ failure, because }) => because === 'platform' || (because === 'unreachable' && /no such host/.test(failure)),
  );
  const seen = failures.map(({ failure }) => failure).join('; ');
  throw unusable(isUsage ? 'usage' : 'infrastructure', config.image, seen);
}

/** At most two nodes without the image, of different architectures if there are; none when a node has it. */
function nodesToTry({ config, nodes }: ImageTrial): Node[] {
  const able = nodes.filter((node) => takesPods(node, config));
  const without = new Set(nodesWithoutImage(able, config));
  const [first, ...others] = able;
  if (!first || without.size < able.length) return [];
  const second = others.find((node) => architectureOf(node) !== architectureOf(first)) ?? others[0];
  return second ? [first, second] : [first];
}

function architectureOf({ status }: Node): string | undefined {
  return status?.nodeInfo?.architecture;
}

function unusable(meaning: 'usage' | 'infrastructure', image: string, seen: string): ShakedownError {
  const todo = {
    usage:
      'fix its name or tag in --image; a private registry needs objects.imagePullSecrets, and an image that was loaded onto the nodes objects.imagePullPolicy',
    infrastructure:
      'see whether the nodes reach the registry, and whether it has the image of this name: shakedown doctor tries the image, too',
  }[meaning];
  return new ShakedownError('IMAGE_UNUSABLE', {
    meaning,
    expected: 'an image of the suite that the nodes can run',
    seen: `image ${image} cannot be run, so nothing was judged: ${seen}`,
    todo,
  });
}
