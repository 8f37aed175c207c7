import type { Event } from '../cluster/kinds.ts';

/**
 * Why pods of some Deployments could not be created, a quota or a policy, by the newest word of their ReplicaSets; `undefined` when nothing was
 * said. Each pod that is refused has an event of its own, and all of them say the same.
 * @param since milliseconds since 1970: what was said before is about other pods. @default whenever it was said
 */
export function whyNotCreated(events: readonly Event[], names: readonly string[], since?: number): string | undefined {
  const refusals = events
    .filter(({ reason, involvedObject: { kind, name: set } }) => {
      const isOne = names.some((name) => set?.startsWith(`${name}-`));
      return isOne && reason === 'FailedCreate' && kind === 'ReplicaSet';
    })
    // Time stamps of events are whole seconds.
    .filter((event) => since === undefined || timeOf(event) >= since - 1_000)
    .toSorted((a, b) => timeOf(b) - timeOf(a));
  const message = refusals.find((event) => event.message)?.message;
  return message?.replace(/^\(combined from similar events\): /, '').replace(/^Error creating: /, '');
}

function timeOf({ lastTimestamp, eventTime }: Event): number {
  return Date.parse(lastTimestamp ?? eventTime ?? '');
}
