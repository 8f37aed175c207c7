import type { Expected } from './dns-names.ts';

/** How long an answer is kept where the configuration does not say it, in seconds: the default of kube-dns and of kubeadm's Corefile. */
const USUAL_TTL = 30;
/** How much later than the API server a name server may know of a change, in seconds. */
const LATE = 5;

/**
 * The addresses that headless Services had at the last looks of one wait. The cluster DNS and caches on nodes keep an answer for its time to live: one
 * that was right a moment ago is not wrong yet. Without this, a Service whose pods are replaced all the time would never be answered correctly.
 */
export class RecentAddresses {
  /** For each question, when its addresses were last seen; the empty text stands for no address. */
  readonly #seen = new Map<string, Map<string, number>>();

  /** Notes what is expected of the names of headless Services now, in the clock's `now()`. */
  note(name: string, expected: readonly Expected[], now: number): void {
    for (const type of ['A', 'AAAA']) {
      const one = expected.find(({ question }) => question.type === type);
      if (one?.all) continue;
      const key = `${type} ${name}`;
      const seen = this.#seen.get(key) ?? new Map<string, number>();
      this.#seen.set(key, seen);
      for (const address of one?.addresses ?? ['']) seen.set(address, now);
    }
  }

  /**
   * What is expected, with the addresses that a name server may still answer with.
   * @param ttl the time to live of its answers, in seconds. @default 30
   */
  widened(one: Expected, now: number, ttl = USUAL_TTL): Expected {
    if (one.all) return one;
    const since = now - (Math.max(ttl, USUAL_TTL) + LATE) * 1_000;
    const seen = [...(this.#seen.get(`${one.question.type} ${one.question.name}`) ?? [])];
    const recent = seen.flatMap(([address, at]) => (at >= since ? [address] : []));
    const addresses = new Set([...one.addresses, ...recent.filter((address) => address !== '')]);
    return { ...one, addresses, ...(recent.includes('') && { wasEmpty: true }) };
  }
}
