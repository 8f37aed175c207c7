import type { Event } from '../cluster/kinds.ts';

/**
 * Why pods of a Deployment could not be created, a quota or a policy, by the newest word of its ReplicaSets; `undefined` when nothing was
 * said. Each pod that is refused has an event of its own, and all of them tell the same.
 * @param since milliseconds since 1970: what was said before is about other pods.
 */
export function whyNotCreated(events: readonly Event[], name: string, since: number): string | undefined {
  const told = events
    .filter(({ reason, involvedObject: { kind, name: set } }) => {
      return reason === 'FailedCreate' && kind === 'ReplicaSet' && set?.startsWith(`${name}-`);
    })
    // Time stamps of events are whole seconds.
    .filter((event) => timeOf(event) >= since - 1_000)
    .toSorted((a, b) => timeOf(b) - timeOf(a));
  const message = told.find((event) => event.message)?.message;
  return message?.replace(/^\(combined from similar events\): /, '').replace(/^Error creating: /, '');
}

function timeOf({ lastTimestamp, eventTime }: Event): number {
  return Date.parse(lastTimestamp ?? eventTime ?? '');
}
