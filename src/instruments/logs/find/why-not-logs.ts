import { InstrumentTooWeak } from '../../../errors/instrument-too-weak.ts';
import { ShakedownError } from '../../../errors/shakedown-error.ts';
import { LogStoreTrouble, type LogStore } from '../stores/log-store.ts';

/**
 * Why a store that was found by its Service cannot be taken for the log store of the cluster: an OpenSearch or Elasticsearch may as well be an
 * application's own. It is asked once, whether it has any line of a pod.
 * @returns a sentence; the error LOG_STORE_UNKNOWN when it does not answer now, which decides where nothing else is the log store; `undefined` when it can.
 */
export async function whyNotLogs(
  { title, holdsPodLines }: LogStore,
  signal: AbortSignal,
): Promise<string | InstrumentTooWeak | undefined> {
  if (!holdsPodLines) return undefined;
  try {
    return (await holdsPodLines(signal)) ? undefined : `${title} has no line of a pod`;
  } catch (error) {
    if (error instanceof LogStoreTrouble)
      return new InstrumentTooWeak('LOG_STORE_UNKNOWN', {
        expected: `${title} to say whether it has lines of pods`,
        seen: error.message,
        todo: 'set logs.service to the Service in which the lines of pods have to arrive',
        cause: error,
      });
    // It refuses, or the suite may not ask it: the log store of a cluster that is found without configuration does neither.
    if (error instanceof ShakedownError && error.code.startsWith('LOG_STORE_')) return error.seen;
    throw error;
  }
}
