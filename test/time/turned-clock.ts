import type { Clock } from '../../src/time/clock.ts';

/** A clock that the test turns: a sleeper wakes when the clock is turned past the end of its sleep. */
export class TurnedClock implements Clock {
  #hand = 0;
  #sleepers: { until: number; wake: () => void }[] = [];

  now(): number {
    return this.#hand;
  }

  date(): Date {
    return new Date(Date.UTC(2026, 0, 1) + this.#hand);
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const sleeper = { until: this.#hand + ms, wake: resolve };
    this.#sleepers.push(sleeper);
    const leave = () => {
      this.#sleepers = this.#sleepers.filter((one) => one !== sleeper);
      reject(signal?.reason as Error);
    };
    signal?.addEventListener('abort', leave, { once: true });
    await promise;
    signal?.removeEventListener('abort', leave);
  }

  /** Turns the clock forward; sleepers whose sleep is over wake. */
  turn(ms: number): void {
    this.#hand += ms;
    const awake = this.#sleepers.filter(({ until }) => until <= this.#hand);
    this.#sleepers = this.#sleepers.filter(({ until }) => until > this.#hand);
    for (const { wake } of awake) wake();
  }
}
