import type { Outage } from '../cluster.ts';

/** Two outages with less than this between them, in milliseconds, are one: an API server that starts answers some calls and not others. */
const TOGETHER_MS = 5_000;

/** Records when the API server gave no answer. */
export class Outages {
  readonly #all: { from: number; to?: number }[] = [];

  /** All so far, the oldest first. */
  get all(): readonly Outage[] {
    return this.#all;
  }

  /** A call got no answer. @param now in milliseconds on the clock of `Cluster` */
  failed(now: number): void {
    const last = this.#all.at(-1);
    if (last && (last.to === undefined || now - last.to < TOGETHER_MS)) delete last.to;
    else this.#all.push({ from: now });
  }

  /** A call was answered by the API server itself. @param now in milliseconds on the clock of `Cluster` */
  answered(now: number): void {
    const last = this.#all.at(-1);
    if (last) last.to ??= now;
  }
}
