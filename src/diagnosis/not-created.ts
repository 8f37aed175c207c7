import type { Event } from '../cluster/kinds/kinds.ts';

/**
 * The hash of a pod template in the name of a ReplicaSet (k8s.io/apimachinery, pkg/util/rand, SafeEncodeString): what follows the name of
 * its Deployment, and not the rest of a longer name.
 */
const HASH = /^[bcdfghjklmnpqrstvwxz2456789]+$/;

/**
 * Why pods of some Deployments could not be created, such as a quota or a policy, according to the newest event of their ReplicaSets;
 * `undefined` when there is none. Each refused pod has its own event, and all of them say the same.
 * @param since milliseconds since 1970: earlier events are about other pods. @default all events count
 */
export function whyNotCreated(events: readonly Event[], names: readonly string[], since?: number): string | undefined {
  const refusals = events
    .filter(({ reason, involvedObject: { kind, name: set } }) => {
      const isOne = names.some((name) => set?.startsWith(`${name}-`) && HASH.test(set.slice(name.length + 1)));
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
