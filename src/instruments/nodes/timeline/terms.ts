import { milliseconds, type Duration } from '../../../time/duration.ts';
import type { Config } from '../../../config/schema.ts';
import { nodesOfPods, type AddedNode, type Timeline } from './timeline.ts';

/** The steps of a node's life, in their order; their budgets have the same names in the configuration. */
export const STEPS = ['asked', 'registered', 'ready', 'running', 'removed'] as const;

/** A step of a node's life. */
export type Step = (typeof STEPS)[number];

/** A figure of a step. */
export interface StepFigure {
  /** `node-ready`, or `node-ready-p50`, `-p90` and `-p99` beside the longest when there were several. */
  id: string;
  seconds: number;
  /** In seconds; only of the longest. */
  budget?: number;
  budgetReason?: string;
}

/** The time of the suite besides the steps: it creates and removes its pods. */
const OWN_MS = 5 * 60_000;

/** The longest that all steps of {@link STEPS} may take together; pure. */
export function longestSearch({ nodes: { autoscaler } }: Config): Duration {
  return `${STEPS.reduce((sum, step) => sum + milliseconds(autoscaler[step]), OWN_MS)}ms`;
}

/** How long each step took, in seconds, for each node, or for `running` each pod; steps that were not seen are left out. Pure. */
export function termsOf(timeline: Timeline): Record<Step, number[]> {
  const pods = [...timeline.pods.values()];
  const nodes = nodesOfPods(timeline);
  const waited = earliest(pods.map(({ unschedulable }) => unschedulable));
  const readyAt = new Map(nodes.map(({ node, ready }) => [node, ready]));
  const ofNodes = (from: (node: AddedNode) => number | undefined, to: (node: AddedNode) => number | undefined) =>
    nodes.flatMap((node) => between(from(node), to(node)));
  return {
    asked: ofNodes(
      () => waited,
      ({ asked }) => asked,
    ),
    registered: ofNodes(
      ({ asked }) => asked ?? waited,
      ({ registered }) => registered,
    ),
    ready: ofNodes(
      ({ registered }) => registered,
      ({ ready }) => ready,
    ),
    running: pods.flatMap(({ node, running }) => between(readyAt.get(node), running)),
    removed: ofNodes(
      () => timeline.gone,
      ({ removed, kept }) => removed ?? kept,
    ),
  };
}

/** The figures of all steps that were seen, each with its budget; pure. */
export function figuresOf(terms: Record<Step, readonly number[]>, config: Config['nodes']['autoscaler']): StepFigure[] {
  return STEPS.flatMap((step) => {
    const sorted = terms[step].toSorted((a, b) => a - b);
    const longest = sorted.at(-1);
    if (longest === undefined) return [];
    const id = step === 'running' ? 'pod-running' : `node-${step}`;
    const quantile = (share: number) => sorted[Math.ceil(sorted.length * share) - 1] ?? longest;
    const others = sorted.length === 1 ? [] : ([50, 90, 99] as const);
    return [
      {
        id,
        seconds: longest,
        budget: milliseconds(config[step]) / 1_000,
        budgetReason: `nodes.autoscaler.${step}`,
      },
      ...others.map((percent) => ({ id: `${id}-p${percent}`, seconds: quantile(percent / 100) })),
    ];
  });
}

/** The clock that saw them has milliseconds; what was seen at once took no time. */
function between(from: number | undefined, to: number | undefined): number[] {
  return from === undefined || to === undefined ? [] : [Math.max(0, to - from) / 1_000];
}

function earliest(moments: readonly (number | undefined)[]): number | undefined {
  const seen = moments.filter((moment) => moment !== undefined);
  return seen.length === 0 ? undefined : Math.min(...seen);
}
