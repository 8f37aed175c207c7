import { ShakedownError } from '../../errors/shakedown-error.ts';
import { certificateProblem } from '../../tls/certificate-problem.ts';
import { systemCode } from './patient-fetch.ts';

/** What was sent where. */
export interface Sent {
  /** `the webhook` */
  to: string;
  /** Its key in the configuration: `notify.webhook.url`. */
  key: string;
  url: string;
  /** What to do about answers that mean something special there, by their status. @default none */
  todo?: Readonly<Record<number, string>>;
}

/**
 * Sends a request, and reads nothing of a good answer.
 * @throws ShakedownError NOTIFY_REFUSED when it was refused, NOTIFY_UNREACHABLE when there was no answer, NOTIFY_UNTRUSTED when its
 * certificate was not accepted. None has more of the address than its host: the
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
    todo: sent.todo?.[answer.status] ?? whatToDo(answer.status, sent.key),
  });
}

function whatToDo(status: number, key: string): string {
  if (status === 429) return 'publish the run again later: shakedown publish RUN';
  if (status >= 500) return 'look into its log, then: shakedown publish RUN';
  return status === 401 || status === 403
    ? `check the credentials next to ${key}, and what they permit`
    : `check ${key}, and what it expects`;
}

function unreachable(sent: Sent, error: unknown): ShakedownError {
  const code = systemCode(error);
  const problem =
    code === undefined ? undefined : certificateProblem(code, { address: sent.key, authorities: 'notify.ca' });
  if (problem)
    return new ShakedownError('NOTIFY_UNTRUSTED', {
      ...{ meaning: 'infrastructure', expected: `${sent.to} to answer` },
      ...{ seen: `${hostOf(sent)} ${problem.seen} (${code})`, todo: problem.todo },
    });
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
