import type { Results } from '../model.ts';

/** Jobs end, and are removed: by their CronJob, by their time to live, by whoever made them. */
const JOB = /^workloads\/job\//;
const NODE = /^workloads\/node\//;
const POD = /^workloads\/pod\//;

/**
 * Tells whether a test is about an object that others take the place of, so that it is no finding when it is not there on one side: a node, what
 * stands or falls with a node that is not there (a pod that its kubelet runs from a file, its name behind another one), and a Job. The facts
 * of the cluster tell of nodes; a CronJob has a test of its own. Pure.
 */
export function comesAndGoes(before: readonly Results[], after: readonly Results[]): (id: string) => boolean {
  const [was, is] = [nodesOf(before), nodesOf(after)];
  const replaced = [...onlyIn(was, is), ...onlyIn(is, was)];
  return (id) =>
    NODE.test(id) ||
    JOB.test(id) ||
    replaced.some((node) => id.endsWith(`/${node}`) || (POD.test(id) && id.endsWith(`-${node}`)));
}

/** The nodes of a side that the other one does not have. */
export function onlyIn(nodes: ReadonlySet<string>, other: ReadonlySet<string>): string[] {
  return [...nodes].filter((node) => !other.has(node));
}

/** The names of all nodes on a side. */
export function nodesOf(runs: readonly Results[]): Set<string> {
  return new Set(runs.flatMap(({ run }) => run.cluster.nodes.map(({ name }) => name)));
}
