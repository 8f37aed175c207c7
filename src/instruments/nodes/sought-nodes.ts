import { randomBytes } from 'node:crypto';
import { kinds, type Node } from '../../cluster/kinds/kinds.ts';
import { whySimulated } from '../../cluster/real-node.ts';
import { until } from '../../conditions/waiting/until.ts';
import { suiteImage } from '../../objects/image.ts';
import type { CheckVerdict } from '../../results/model.ts';
import { milliseconds } from '../../time/duration.ts';
import type { CheckScope } from '../contract/check-scope.ts';
import type { RunContext } from '../contract/instrument.ts';
import { judgeBudgets } from './budgets/judge-budgets.ts';
import { watchBrokenBudgets } from './budgets/broken-budgets.ts';
import type { NodeAutoscaler } from './find/choose-autoscaler.ts';
import { karpenterKinds } from './find/karpenter.ts';
import { roomOf, seekingPods } from './pods/seeking-pods.ts';
import { assertAffordable, tooLargeText } from './pods/too-large.ts';
import { leftText } from './stages/left-text.ts';
import type { StageSource } from './stages/read-stage.ts';
import { stage } from './stages/stage.ts';
import { figuresOf, termsOf, type Step, type StepFigure } from './timeline/terms.ts';
import { newTimeline, nodesOfPods } from './timeline/timeline.ts';

/** Pods that fit on no node that is there. Disposing of them removes them. */
export interface SoughtNodes extends AsyncDisposable {
  /** Waits until nodes were asked for, have joined, are Ready, and run the pods. @throws WaitError with the cause */
  come(): Promise<void>;
  /** Removes the pods, and waits until their nodes are gone. @throws WaitError with the cause */
  go(): Promise<void>;
  /** How long each step took that was seen. */
  figures(): StepFigure[];
  /** What is worth telling: which autoscaler it was, which nodes are simulated, what is left. */
  notes(): string[];
  /** Whether nothing of others was evicted against its budget. */
  verdict(): CheckVerdict;
}

/** Creates pods for which the autoscaler has to add nodes. */
export async function seekNodes(run: RunContext, scope: CheckScope, autoscaler: NodeAutoscaler): Promise<SoughtNodes> {
  const { cluster, config, objects } = run;
  const { nodes: wanted } = config.nodes.autoscaler;
  const now = () => cluster.clock.now();
  const ref = { namespace: config.namespaces.workloads, name: `seeks-node-${randomBytes(4).toString('hex')}` };
  const [nodes, pods, claims] = await scope.waiting('nodes and pods are read', (signal) =>
    Promise.all([
      cluster.list(kinds.nodes, {}, { signal }),
      cluster.list(kinds.pods, {}, { signal }),
      autoscaler.pool ? cluster.list(karpenterKinds.nodeClaims, {}, { signal }) : [],
    ]),
  );
  const timeline = newTimeline({ nodes, claims }, autoscaler.pool !== undefined);
  const allPods = () => cluster.shared(kinds.pods).all();
  const room = roomOf(autoscaler, nodes, pods, config.nodes.autoscaler);
  assertAffordable(autoscaler, room, config.nodes.autoscaler.mostCpu);
  const tooLarge = tooLargeText(room);
  const source: StageSource = {
    ...{ ...ref, autoscaler, timeline, wanted, now, allPods },
    ...(tooLarge && { tooLarge }),
  };
  const budgets = await scope.waiting('budgets are watched', (signal) => watchBrokenBudgets(cluster, signal));
  const own = [{ kind: kinds.deployments, ref }];
  let added: readonly Node[] = [];

  const follow = async (step: Step) => {
    const condition = stage(step, source);
    const { seen } = await scope.waiting(condition.title, (signal, observe) => {
      const withinMs = Math.min(milliseconds(config.nodes.autoscaler[step]), scope.remaining());
      return until(cluster, condition, { withinMs, signal, ...(observe && { observe }) });
    });
    return seen;
  };
  const removePods = () => scope.waiting(`${ref.name} is removed`, () => objects.remove(own));
  const go = async () => {
    await removePods();
    timeline.gone ??= now();
    await follow('removed');
  };
  const come = async () => {
    // An autoscaler that is not known tells nothing before its node joins.
    const steps: Step[] = autoscaler.make === 'another' ? [] : ['asked'];
    for (const step of [...steps, 'registered', 'ready', 'running'] as const) added = (await follow(step)).nodes;
  };
  try {
    await scope.waiting(`${ref.name} is created`, (signal) =>
      objects.create(kinds.deployments, seekingPods(ref, suiteImage(config), wanted, room), signal),
    );
  } catch (error) {
    budgets[Symbol.dispose]();
    throw error;
  }
  return {
    come: async () => {
      try {
        await come();
      } catch (error) {
        // Nodes that work are removed by the autoscaler; others may stay, and are told.
        const works = timeline.nodes.length > 0 && timeline.nodes.every(({ ready }) => ready !== undefined);
        if (works) await go().catch(() => {});
        throw error;
      }
    },
    go,
    figures: () => figuresOf(termsOf(timeline), config.nodes.autoscaler),
    notes: () => {
      const names = new Set(nodesOfPods(timeline).map(({ node }) => node));
      const simulated = added.filter((node) => names.has(node.metadata?.name) && whySimulated(node) !== undefined);
      const left = leftText(timeline, autoscaler);
      const kept = timeline.nodes.filter((one) => one.kept !== undefined);
      return [
        `nodes are added by ${autoscaler.name}`,
        ...simulated.map(
          (node) =>
            `node ${node.metadata?.name} runs nothing, its pods count as running because it says so: ${whySimulated(node)}`,
        ),
        ...kept.map(({ node }) => `node ${node} was kept for pods of others, and another one was removed instead`),
        ...(left === undefined ? [] : [left]),
      ];
    },
    verdict: () => judgeBudgets(budgets.broken),
    [Symbol.asyncDispose]: async () => {
      budgets[Symbol.dispose]();
      await removePods();
    },
  };
}
