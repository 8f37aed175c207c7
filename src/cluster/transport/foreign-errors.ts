import { z } from 'zod';
import { isAnsweredByApiServer, type Call } from './call.ts';
import { ClusterError, type ClusterErrorCode } from '../cluster-error.ts';
import type { FailedAnswer } from './failed-answer.ts';
import { foreignPage } from './foreign-page.ts';

/** The API server's own description of a failure (`kind: Status`). */
export interface Status {
  kind: 'Status';
  status?: string | undefined;
  code?: number | undefined;
  reason?: string | undefined;
  message?: string | undefined;
  details?:
    { name?: string | undefined; kind?: string | undefined; retryAfterSeconds?: number | undefined } | undefined;
  /** Of a LIST that has expired: where to go on. */
  metadata?: { continue?: string | undefined } | undefined;
}

/** A field that is not of its type says nothing: what is in front of an API server may write anything. */
const text = z.string().optional().catch(undefined);
const schema: z.ZodType<Status> = z.object({
  kind: z.literal('Status'),
  ...{ status: text, reason: text, message: text, code: z.number().int().optional().catch(undefined) },
  details: z
    .object({ name: text, kind: text, retryAfterSeconds: z.number().optional().catch(undefined) })
    .optional()
    .catch(undefined),
  metadata: z.object({ continue: text }).optional().catch(undefined),
});

/**
 * An answer of the API server that is not a success, as the suite's own error.
 * Only the status line and the server's `message` go into the text: headers and bodies may contain secrets.
 */
export function fromAnswer(call: Call, answer: FailedAnswer): ClusterError {
  const status = statusOf(answer.body);
  const page = status ? undefined : foreignPage(answer, answer.server ?? 'the server');
  if (page)
    return new ClusterError(page.code, {
      ...{ expected: `to ${call.doing}`, seen: page.seen, todo: page.todo, status: answer.status },
      ...{ transient: false, unanswered: isAnsweredByApiServer(call.path) },
    });
  const what = status?.message?.slice(0, 1_000) ?? plainText(answer);
  const seen = `${answer.status}${status?.reason ? ` ${status.reason}` : ''}${what === '' ? '' : `: ${what}`}`;
  const fails = answer.status >= 500 || answer.status === 429 || answer.status === 408;
  // A write may fail at a webhook that the API server calls. An answer that is not a `Status` comes from a proxy before the API server.
  const unanswered = fails && isAnsweredByApiServer(call.path) && (call.method === 'GET' || !status);
  const facts = { expected: `to ${call.doing}`, seen, status: answer.status, unanswered };
  const retryAfterMs = retryAfter(answer, status);
  const fail = (code: ClusterErrorCode, transient: boolean, todo?: string, sentence?: string) =>
    new ClusterError(code, {
      ...facts,
      ...(sentence !== undefined && {
        seen: `${sentence} (${what === status?.reason ? `${answer.status} ${what}` : seen})`,
      }),
      transient,
      retryAfterMs,
      goOn: status?.metadata?.continue,
      ...(todo === undefined ? {} : { todo }),
    });

  switch (answer.status) {
    case 401:
      return fail(
        'CLUSTER_UNAUTHORIZED',
        false,
        'renew the credentials; kubectl auth whoami, with the same kubeconfig and context, shows whether they are accepted',
        answer.refused,
      );
    case 403:
      return fail(
        'CLUSTER_FORBIDDEN',
        answer.recentlyUnreachable ?? false,
        call.right && `kubectl auth can-i ${call.right}`,
      );
    case 404:
      // `details` names an object that does not exist, but not a group, version or resource that is not served.
      return status?.details?.name
        ? fail('CLUSTER_NOT_FOUND', false)
        : fail('CLUSTER_NO_SUCH_KIND', false, 'kubectl api-resources shows what this cluster serves');
    case 409:
      return fail('CLUSTER_CONFLICT', false);
    case 410:
      return fail('CLUSTER_GONE', true);
    case 429:
      return fail('CLUSTER_BUSY', true);
    case 408:
    case 504:
      return fail('CLUSTER_TIMEOUT', true);
    default:
      return answer.status >= 500 ? fail('CLUSTER_UNAVAILABLE', true) : fail('CLUSTER_INVALID', false);
  }
}

/** An error that the API server sent inside a watch. */
export function fromWatchError(call: Call, object: unknown): ClusterError {
  const body = JSON.stringify({ ...(object as object | undefined), kind: 'Status' });
  const code = statusOf(body)?.code ?? 500;
  return fromAnswer(call, { status: code >= 400 && code < 600 ? code : 500, headers: {}, body });
}

/** Whether an answer's body is the API server's own `Status`, and not that of a pod behind its proxy. */
export function statusOf(body: string): Status | undefined {
  if (!body.trimStart().startsWith('{')) return undefined;
  try {
    const parsed: unknown = JSON.parse(body);
    return schema.safeParse(parsed).data;
  } catch {
    return undefined; // a body that only looks like JSON is not a Status
  }
}

function retryAfter({ headers }: FailedAnswer, status: Status | undefined): number | undefined {
  const header = headers['retry-after'];
  const seconds = Number(typeof header === 'string' ? header : (status?.details?.retryAfterSeconds ?? Number.NaN));
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : undefined;
}

/** Short plain texts go into the message, as in `404 page not found`; pages of load balancers do not. */
function plainText({ headers, body }: FailedAnswer): string {
  const type = String(headers['content-type'] ?? '');
  // The API server's answer about its own checks has a line for each: those that fail begin with a minus.
  const failed = body.split('\n').flatMap((check) => (check.startsWith('[-]') ? [check.slice(3).trim()] : []));
  const line = failed.length > 0 ? failed.join(', ').slice(0, 200) : body.trim();
  return type.startsWith('text/plain') && line.length <= 200 && !line.includes('\n') ? line : '';
}
