/** How asks are put together. */
export interface BatchOptions<Ask, Answer> {
  /** Most asks of one call. */
  most: number;
  /** Most calls under way. */
  atOnce: number;
  /** Sends one call; answers in the order of the asks. */
  send(asks: Ask[]): Promise<Answer[]>;
}

/**
 * Puts together what many callers ask at about the same time, and sends it in few calls. What comes while all calls are out
 * goes with the next one, so there is nothing to wait for when there is little to do.
 */
export function inBatches<Ask, Answer>({
  most,
  atOnce,
  send,
}: BatchOptions<Ask, Answer>): (ask: Ask) => Promise<Answer> {
  type Waiting = { ask: Ask; resolve: (answer: Answer) => void; reject: (error: unknown) => void };
  const waiting: Waiting[] = [];
  let out = 0;

  const sendNext = async () => {
    if (out >= atOnce || waiting.length === 0) return;
    const batch = waiting.splice(0, most);
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
      // Callers of the same moment come first.
      queueMicrotask(() => queueMicrotask(() => void sendNext()));
    });
}
