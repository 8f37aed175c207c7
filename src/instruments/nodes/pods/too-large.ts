import { InstrumentTooWeak } from '../../../errors/instrument-too-weak.ts';
import type { NodeAutoscaler } from '../find/choose-autoscaler.ts';
import type { Room } from './seeking-pods.ts';

/**
 * Refuses pods that request more CPU than the configuration allows: a node for one would be too expensive.
 * @param mostCpu see `nodes.autoscaler.mostCpu`, in cores.
 * @throws InstrumentTooWeak NODE_TOO_LARGE
 */
export function assertAffordable({ name }: NodeAutoscaler, { cpu }: Pick<Room, 'cpu'>, mostCpu: number): void {
  if (cpu <= 1_000 * mostCpu) return;
  throw new InstrumentTooWeak('NODE_TOO_LARGE', {
    expected: `a pod of at most ${mostCpu} cores that fits on no node of ${name} (nodes.autoscaler.mostCpu)`,
    seen: `a pod would have to request ${cpu}m CPU, because a node of it has nearly as much left`,
    todo: 'raise nodes.autoscaler.mostCpu, or name a NodePool with smaller or fuller nodes by nodes.autoscaler.nodePool',
  });
}

/** That a new node of the size of those that are there could not hold the pod, in one sentence; `undefined` where it could, or that is not known; pure. */
export function tooLargeText({ cpu, holds }: Pick<Room, 'cpu' | 'holds'>): string | undefined {
  if (holds === undefined || cpu <= holds) return undefined;
  return `its pods request ${cpu}m CPU, so that they fit on no node that is there, and a new one of their size holds ${holds}m`;
}
