import type { PayloadAnswer } from '../fleet/probe-fleet.ts';

/** A pod of the target app. */
export interface PayloadPod {
  host: string;
  port: number;
  name: string;
  node: string;
}

/** The exchanges of payloads between a node and a pod, in all rounds so far. */
export interface Exchange {
  node: string;
  pod: PayloadPod;
  /** That of the last one; of one that did not come to its end, if there is one that counts. */
  answer: PayloadAnswer;
  tried: number;
  /** How many did not come to their end. */
  failed: number;
}

/**
 * Exchanges of one way in a round: where nodes are connected by several links, each connection takes one of them, and one may drop what the others do
 * not.
 */
const EXCHANGES = 3;
/** The same after some have failed, and how many rounds without a failure it then takes. */
const AFTER_FAILURE = 10;
const CLEAN_ROUNDS = 3;

/** How many payloads of a way are exchanged in a round, at first and after some have failed. */
export interface ExchangesPerRound {
  first: number;
  afterFailure: number;
}

interface Way extends Exchange {
  /** Rounds since the last failure. */
  clean: number;
  passed: boolean;
}

/**
 * The payloads between nodes and a target app, over all rounds of a wait. A way that has lost one passes after many more of which none is lost: otherwise
 * a wait would go on until a way that loses some is lucky for a moment.
 */
export class PayloadRecord {
  readonly #ways = new Map<string, Way>();
  readonly #times: ExchangesPerRound;

  constructor(times: ExchangesPerRound = { first: EXCHANGES, afterFailure: AFTER_FAILURE }) {
    this.#times = times;
  }

  /** Forgets the ways that do not exist any more. */
  keep(current: readonly { node: string; pod: PayloadPod }[]): void {
    const keys = new Set(current.map(({ node, pod }) => keyOf(node, pod)));
    for (const key of this.#ways.keys()) if (!keys.has(key)) this.#ways.delete(key);
  }

  /** How many payloads a node exchanges with a pod in the next round. */
  times(node: string, pod: PayloadPod): number {
    const way = this.#ways.get(keyOf(node, pod));
    if (!way) return this.#times.first;
    if (way.passed) return 0;
    // One is enough to see whether it works again.
    return way.clean === 0 ? 1 : this.#times.afterFailure;
  }

  /** Notes the answers of a round. */
  note(node: string, pod: PayloadPod, answers: readonly PayloadAnswer[]): void {
    const [first] = answers;
    if (first === undefined) return;
    const before = this.#ways.get(keyOf(node, pod));
    const bad = answers.filter(({ reached }) => reached !== 'received');
    // A payload that was lost tells more than a connection that failed.
    const worst = bad.find(({ reached }) => reached !== 'nothing') ?? bad[0];
    const failed = (before?.failed ?? 0) + bad.length;
    // The round in which it works again is not one of the clean ones.
    const wasClean = before === undefined || before.clean > 0;
    const clean = bad.length > 0 ? 0 : wasClean && before ? before.clean + 1 : 1;
    const passed = bad.length === 0 && (failed === 0 || clean > CLEAN_ROUNDS);
    const answer = worst ?? (passed || !before ? first : before.answer);
    const tried = (before?.tried ?? 0) + answers.length;
    this.#ways.set(keyOf(node, pod), { node, pod, answer, tried, failed, clean, passed });
  }

  /** Whether a way that has failed works now, and has not passed yet. */
  get isRecovering(): boolean {
    return [...this.#ways.values()].some(({ passed, clean }) => !passed && clean > 0);
  }

  /** All ways. */
  get exchanges(): Exchange[] {
    return [...this.#ways.values()].map(({ node, pod, answer, tried, failed }) => ({
      node,
      pod,
      answer,
      tried,
      failed,
    }));
  }
}

const keyOf = (node: string, { host, port, name }: PayloadPod) => `${node} ${host} ${port} ${name}`;
