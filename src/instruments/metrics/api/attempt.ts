import { MetricsError } from './metrics-error.ts';

/**
 * What a question to a server of metrics returns, or why it failed in a way that may pass: waits look again then.
 * @throws MetricsError when asking again cannot help; any other error
 */
export async function attempt<T>(question: () => Promise<T>): Promise<T | MetricsError> {
  try {
    return await question();
  } catch (error) {
    if (error instanceof MetricsError && error.transient) return error;
    throw error;
  }
}
