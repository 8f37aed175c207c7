/** How single requests are joined to calls. */
export interface BatchOptions<Ask, Answer> {
  /** The most requests in one call. */
  most: number;
  /** How many requests one counts as; one that counts as more than `most` is sent alone. @default 1 each */
  weight?: (ask: Ask) => number;
  /** The most calls at a time. */
  atOnce: number;
  /** The least time between the starts of two calls, in milliseconds: what is asked meanwhile is sent together. @default 0 */
  betweenMs?: number;
  /** Sends one call; returns the answers in the order of the requests. */
  send(asks: Ask[]): Promise<Answer[]>;
}

/**
 * Joins the requests that many callers make at about the same time, and sends them in few calls. Requests that arrive while all calls are
 * running are sent with the next one; otherwise a request is sent at once, or `betweenMs` after the last call.
 */
export function inBatches<Ask, Answer>({
  most,
  weight = () => 1,
  atOnce,
  betweenMs = 0,
  send,
}: BatchOptions<Ask, Answer>): (ask: Ask) => Promise<Answer> {
  type Waiting = { ask: Ask; resolve: (answer: Answer) => void; reject: (error: unknown) => void };
  const waiting: Waiting[] = [];
  let out = 0;
  let last = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;

  /** How many of those that wait fit into one call, at least one. */
  const fitting = () => {
    let sum = 0;
    const over = waiting.findIndex(({ ask }) => (sum += weight(ask)) > most);
    return over === -1 ? waiting.length : Math.max(1, over);
  };

  const sendNext = async () => {
    if (out >= atOnce || waiting.length === 0 || timer) return;
    const restMs = last + betweenMs - performance.now();
    if (restMs > 0) {
      timer = setTimeout(() => {
        timer = undefined;
        void sendNext();
      }, restMs);
      return;
    }
    last = performance.now();
    const batch = waiting.splice(0, fitting());
    out += 1;
    try {
      const answers = await send(batch.map(({ ask }) => ask));
      for (const [index, { resolve, reject }] of batch.entries()) {
        const answer = answers[index];
        if (answer === undefined) reject(new Error(`${answers.length} answers to ${batch.length} asks`));
        else resolve(answer);
      }
    } catch (error) {
      for (const { reject } of batch) reject(error);
    } finally {
      out -= 1;
      void sendNext();
    }
  };

  return (ask) =>
    new Promise((resolve, reject) => {
      waiting.push({ ask, resolve, reject });
      // Two microtasks: callers of the same moment are collected first.
      queueMicrotask(() => queueMicrotask(() => void sendNext()));
    });
}
