import { z } from 'zod';
import { steps, type Step } from './steps.ts';

const step = z.enum(steps);
const at = z.iso.datetime();

/** The exit code of a verdict, or of an error. */
const exitCode = z.number().int().min(0).max(5);

/** What happened in a night, in its order. */
const eventSchema = z.discriminatedUnion('kind', [
  /** A step began. @property runId of the run that it is. */
  z.strictObject({ kind: z.literal('started'), step, at, runId: z.string().optional() }),
  /** The step runs this process, which leads a process group. @property start tells it from a later process with the same id. */
  z.strictObject({ kind: z.literal('process'), step, at, pid: z.number().int().positive(), start: z.string() }),
  /** A step ended; `failed` is about the step, not about the cluster: a verdict of any kind is `done`. */
  z.strictObject({
    kind: z.literal('ended'),
    step,
    at,
    outcome: z.enum(['done', 'failed']),
    text: z.string(),
    exitCode: exitCode.optional(),
  }),
  /** Somebody stopped the night by a signal: only the deletion of its cluster follows. */
  z.strictObject({ kind: z.literal('stopped'), at, text: z.string() }),
  /** Another process continues the night, because the one before did not end it. */
  z.strictObject({ kind: z.literal('resumed'), at }),
  /** The night is over. */
  z.strictObject({ kind: z.literal('closed'), at, exitCode, isKept: z.boolean() }),
]);

/** One event of a night. */
export type NightEvent = z.infer<typeof eventSchema>;

/** A night: one pass through the steps of `shakedown nightly`. It holds the names of no Secret and no output of a command. */
export const nightSchema = z.strictObject({
  schemaVersion: z.literal(1),
  /** Like the id of a run. */
  id: z.string().regex(/^[a-z0-9][a-z0-9.-]{0,62}$/),
  plan: z.array(step),
  /** Whether its run is compared with the last run before it, green or not. */
  afterUpgrade: z.boolean(),
  startedAt: at,
  events: z.array(eventSchema),
});

/** One pass through the steps of `shakedown nightly`, and all that happened in it so far. */
export type Night = z.infer<typeof nightSchema>;

/** A night with one more event. */
export function withEvent(night: Night, event: NightEvent): Night {
  return { ...night, events: [...night.events, event] };
}

/** How far a step is: `running` also when the process that ran it was killed. */
export type StepState = 'open' | 'running' | 'done' | 'failed';

/** How far a step of a night is; pure. */
export function stateOf(night: Night, wanted: Step): StepState {
  const event = night.events.findLast((one) => 'step' in one && one.step === wanted && one.kind !== 'process');
  if (event?.kind === 'started') return 'running';
  return event?.kind === 'ended' ? event.outcome : 'open';
}

/** Whether a build of this night has begun, and its cluster has not been deleted since: something may be there that has to be deleted. */
export function hasCluster({ events }: Night): boolean {
  const built = events.findLastIndex((one) => one.kind === 'started' && one.step === 'build');
  const deleted = events.findLastIndex(
    (one) => one.kind === 'ended' && one.step === 'delete' && one.outcome === 'done',
  );
  return built > deleted;
}

/** Whether a cluster of this night may be there that it has to delete. One that is upgraded, and not deleted, is none. */
export function leavesCluster(night: Night): boolean {
  return night.plan.includes('delete') && hasCluster(night);
}

/** Whether the night is over, apart from a cluster that was kept. */
export function isClosed({ events }: Night): boolean {
  return events.some(({ kind }) => kind === 'closed');
}

/** The id of the last run of a night; `undefined` when none has begun. */
export function runOf({ events }: Night): string | undefined {
  const run = events.findLast((one) => one.kind === 'started' && one.runId !== undefined);
  return run?.kind === 'started' ? run.runId : undefined;
}

/** The event with which a step ended last. */
export function endOf({ events }: Night, wanted: Step): Extract<NightEvent, { kind: 'ended' }> | undefined {
  return events.findLast((one): one is Extract<NightEvent, { kind: 'ended' }> => {
    return one.kind === 'ended' && one.step === wanted;
  });
}

/** Whether somebody stopped the night by a signal. */
export function isStopped({ events }: Night): boolean {
  return events.some(({ kind }) => kind === 'stopped');
}
