import type { Call } from './call.ts';
import { Gate } from './gate.ts';

/** Requests in flight at a time, without watches: enough to be quick, too few to overload a small API server. */
const PLACES = 32;
/**
 * Those that are answered slowly by design. An API server does not count them among its own requests in flight, as all that it passes on to pods
 * (`LongRunningFunc` in pkg/controlplane/apiserver/config.go of Kubernetes).
 */
const SLOW_PLACES = 256;

/** Verbs that a pod or kubelet answers: if it is silent, it must not hold up the calls that the API server itself answers. */
const PROXIED = new Set<Call['verb']>(['PROXY', 'LOG']);

/** Limits how many requests are in flight at a time, by who answers them and how soon. */
export class Places {
  readonly #own = new Gate(PLACES);
  readonly #proxied = new Gate(PLACES);
  readonly #slow = new Gate(SLOW_PLACES);

  /**
   * Resolves when there is a place for the call, with the function that leaves it.
   * @throws the signal's reason when the signal fires first.
   */
  async enter({ verb, isSlow }: Call, signal?: AbortSignal): Promise<() => void> {
    if (isSlow) return this.#slow.enter(signal);
    return (PROXIED.has(verb) ? this.#proxied : this.#own).enter(signal);
  }
}
