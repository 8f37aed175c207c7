import { whatIsWrong } from '../errors/shakedown-error.ts';

/**
 * Does some work and cleans up after it, also when it fails. When both fail, the error of the work is thrown, and that of the clean-up is
 * only reported.
 * @param report called with what could not be cleaned up.
 * @throws what the work throws, otherwise what the clean-up throws.
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
