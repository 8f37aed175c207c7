import { ShakedownError } from '../../../errors/shakedown-error.ts';
import { LogStoreTrouble } from './log-store.ts';

/** Sends a GET to a store. Throws {@link LogStoreTrouble} when there is no answer. */
export type Ask = (path: string, options: { signal: AbortSignal }) => Promise<{ status: number; body: string }>;

/** The largest answer that is read, in bytes. */
export const LARGEST = 64 * 1024 * 1024;

/** An answer is larger than {@link LARGEST}. */
export function tooLarge(title: string): LogStoreTrouble {
  return new LogStoreTrouble(`${title} answers with more than ${LARGEST / 1024 / 1024} MiB`);
}

/** What a store is asked with. */
export interface StoreAccess {
  /** How messages name it: `VictoriaLogs at service logging/victorialogs:9428`. */
  title: string;
  /** What it is asked with, for what is said when it refuses: `asked with a bearer token`. @default that is not told */
  asked?: string;
  ask: Ask;
}

/**
 * The body of the answer to a GET.
 * @throws LogStoreTrouble when the store fails, which may pass; ShakedownError LOG_STORE_REFUSED, LOG_STORE_QUERY when it refuses the question.
 */
export async function bodyOf(
  { title, ask, asked }: StoreAccess,
  path: string,
  { parameters, signal }: { parameters: Readonly<Record<string, string>>; signal: AbortSignal },
): Promise<string> {
  const { status, body } = await ask(`${path}?${new URLSearchParams(parameters).toString()}`, { signal });
  if (status >= 200 && status < 300) return body;
  const said = body.replaceAll(/\s+/g, ' ').trim().slice(0, 200);
  const seen = `${title} answers ${status}${said === '' ? '' : `: ${said}`}`;
  if (status === 401 || status === 403)
    throw new ShakedownError('LOG_STORE_REFUSED', {
      meaning: 'usage',
      expected: 'the log store to accept the questions of the suite',
      seen: asked === undefined ? seen : `${seen}, ${asked}`,
      todo: 'set logs.headers (such as X-Scope-OrgID for a tenant), or logs.url with logs.auth',
    });
  if (status < 500 && status !== 408 && status !== 429)
    throw new ShakedownError('LOG_STORE_QUERY', {
      meaning: 'usage',
      expected: `an answer to GET ${path}`,
      seen,
      todo: 'check logs.kind, logs.service, logs.url, logs.index and logs.fields',
    });
  throw new LogStoreTrouble(seen);
}

/** Reads JSON that a store sent. @throws LogStoreTrouble when it is none. */
export function jsonOf(title: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new LogStoreTrouble(`${title} answers with something that is not JSON: ${text.slice(0, 80)}`);
  }
}

/** What a store should have sent and did not. */
export function unexpectedAnswer(title: string, wanted: string): LogStoreTrouble {
  return new LogStoreTrouble(`${title} answers without ${wanted}`);
}
