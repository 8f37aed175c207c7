import type { Night, NightEvent } from './night.ts';
import type { Step } from './steps.ts';

/** When every event of these nights happened. */
export const at = '2026-11-28T02:00:00.000Z';

/** The steps of most nights. */
const plan: Step[] = ['build', 'settle', 'verify', 'compare', 'publish', 'delete'];

/** A night with these events. */
export function night(...events: NightEvent[]): Night {
  return { schemaVersion: 1, id: '20261128-020000-k3f9', plan, afterUpgrade: false, startedAt: at, events };
}

/** The event with which a step begins. */
export function started(step: Step): NightEvent {
  return { kind: 'started', step, at };
}

/** The events of a step that ended. @param exitCode of its verdict, or of the error that it failed with. */
export function done(step: Step, exitCode?: number): NightEvent[] {
  return [
    started(step),
    { kind: 'ended', step, at, outcome: 'done', text: '', ...(exitCode !== undefined && { exitCode }) },
  ];
}

/** The events of a step that failed. */
export function failed(step: Step, exitCode = 5): NightEvent[] {
  return [started(step), { kind: 'ended', step, at, outcome: 'failed', text: '', exitCode }];
}

export const stopped: NightEvent = { kind: 'stopped', at, text: 'it was stopped by SIGINT' };
export const resumed: NightEvent = { kind: 'resumed', at };
