import { ShakedownError } from '../../errors/shakedown-error.ts';
import { systemCode } from './patient-fetch.ts';

/** What was sent where. */
export interface Sent {
  /** `the webhook` */
  to: string;
  /** Its key in the configuration: `notify.webhook.url`. */
  key: string;
  url: string;
}

/**
 * Sends a request, and reads nothing of a good answer.
 * @throws ShakedownError NOTIFY_REFUSED when it was refused, NOTIFY_UNREACHABLE when there was no answer. Neither has more of the address than its host: the
 * rest may be a secret.
 */
export async function sendTo(sent: Sent, send: () => Promise<Response>, signal: AbortSignal): Promise<void> {
  let answer: Response;
  try {
    answer = await send();
  } catch (error) {
    signal.throwIfAborted();
    throw unreachable(sent, error);
  }
  await answer.body?.cancel();
  if (answer.ok) return;
  throw new ShakedownError('NOTIFY_REFUSED', {
    meaning: answer.status >= 500 || answer.status === 429 ? 'infrastructure' : 'usage',
    expected: `${sent.to} to accept what is sent to it`,
    seen: `${hostOf(sent)} answered with ${answer.status}`,
    todo:
      answer.status >= 500
        ? 'look into its log, then: shakedown publish RUN'
        : `check ${sent.key}, and what it expects`,
  });
}

function unreachable(sent: Sent, error: unknown): ShakedownError {
  const code = systemCode(error);
  const isLate = error instanceof Error && error.name === 'TimeoutError';
  return new ShakedownError('NOTIFY_UNREACHABLE', {
    meaning: 'infrastructure',
    expected: `${sent.to} to answer`,
    seen: `${hostOf(sent)} ${isLate ? 'did not answer in time' : `cannot be reached${code === undefined ? '' : ` (${code})`}`}`,
    todo: `check ${sent.key} and the network from here, then: shakedown publish RUN`,
  });
}

function hostOf({ url, to }: Sent): string {
  return URL.parse(url)?.host || to;
}
