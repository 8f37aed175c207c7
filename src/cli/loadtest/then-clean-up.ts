import { whatIsWrong } from '../../errors/shakedown-error.ts';

/**
 * Does some work and cleans up after it, whatever it came to. A clean-up that fails is an error of its own only after work that did not fail:
 * else the error of the work is the one to know first, and what was left is reported beside it.
 * @param report takes what could not be cleaned up.
 * @throws what the work throws, else what the clean-up throws.
 */
export async function thenCleanUp<T>(
  work: () => Promise<T>,
  cleanUp: () => Promise<void>,
  report: (text: string) => void,
): Promise<T> {
  let result: T;
  try {
    result = await work();
  } catch (error) {
    await cleanUp().catch((left: unknown) => report(`not cleaned up: ${whatIsWrong(left)}`));
    throw error;
  }
  await cleanUp();
  return result;
}
