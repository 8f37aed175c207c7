import { ready, type Condition, type Observation } from '../../../conditions/waiting/condition.ts';
import { several } from '../../../conditions/workloads/counts.ts';
import { isRunning, nodesOfPods, type AddedNode } from '../timeline/timeline.ts';
import type { Step } from '../timeline/terms.ts';
import { readStage, type StageSource } from './read-stage.ts';
import type { StageSeen } from './stage-seen.ts';
import { whyNot } from './why-not.ts';

/** A step of the nodes that pods wait for is done. */
export function stage(step: Step, source: StageSource): Condition<StageSeen> {
  const { autoscaler, wanted } = source;
  const nodes = several(wanted, 'node');
  const titles: Record<Step, string> = {
    asked: `${autoscaler.name} asks for ${nodes} for pods that fit nowhere`,
    registered: `${nodes} of ${autoscaler.name} joined the cluster`,
    ready: `${nodes} of ${autoscaler.name} became Ready`,
    running: `the pods run on the nodes of ${autoscaler.name}`,
    removed: `${autoscaler.name} removes its nodes after the pods are gone`,
  };
  return {
    title: titles[step],
    rights: [],
    todo: todoOf(source),
    read: (look) => readStage(look, source),
    judge: (seen) => judgeStage(step, seen),
  };
}

function todoOf({ autoscaler: { controller, pool } }: StageSource): string {
  if (controller) return `kubectl -n ${controller.namespace} logs deployment/${controller.name}`;
  if (pool) return `kubectl describe nodepool ${pool.name}; kubectl describe nodeclaims`;
  return 'kubectl -n kube-system get configmap cluster-autoscaler-status -o yaml';
}

/** Judges whether a step is done; pure. */
export function judgeStage(step: Step, seen: StageSeen): Observation {
  const { timeline, wanted, pods } = seen;
  const at = (is: (node: AddedNode) => boolean) => timeline.nodes.filter(is).length;
  const done: Record<Step, number> = {
    asked: timeline.triggered === undefined ? timeline.nodes.length : wanted,
    registered: at(({ registered }) => registered !== undefined),
    ready: at((node) => node.ready !== undefined),
    running: pods.filter(isRunning).length,
    removed: wanted - nodesOfPods(timeline).filter(({ removed, kept }) => (removed ?? kept) === undefined).length,
  };
  if (done[step] >= wanted) return ready();
  return { ...whyNot(step, seen), progress: done[step] };
}
