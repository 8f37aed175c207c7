import type { IncomingMessage, ServerResponse } from 'node:http';
import { isCollection } from './collection-path.ts';

/** The reply to one request. */
export type Reply =
  | { status?: number; headers?: Record<string, string>; body?: unknown }
  /** Ends the connection without an answer. */
  | 'cut'
  /** Never answers. */
  | 'hang'
  /** Writes the answer itself; for watches, and for answers that depend on the body. */
  | ((request: IncomingMessage, response: ServerResponse, body: string) => void);

/** A failure in the format of the API server. */
export function status(code: number, reason: string, message: string, details: object = {}): Reply {
  return {
    status: code,
    body: { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason, message, details },
  };
}

/** A LIST in the format of the API server. @param next the token of the next page. */
export function listOf(resourceVersion: string, items: readonly object[], next = ''): Reply {
  return { body: { kind: 'List', apiVersion: 'v1', metadata: { resourceVersion, continue: next }, items } };
}

const REASONS: Readonly<Record<number, string>> = { 403: 'Forbidden', 404: 'NotFound', 409: 'AlreadyExists' };

/** The refusal of a request for the object, or the collection, at a path. @example refusal(403, '/api/v1/services') */
export function refusal(code: number, path: string): Reply {
  const [kind = '', name = ''] = path.split('/').slice(-2);
  // When a kind is not served, the API server names no object.
  const details = code === 404 && isCollection(path) ? {} : { kind, name };
  return status(code, REASONS[code] ?? 'InternalError', `${name}: ${code}`, details);
}

/** The answer to a path that no API server knows. */
export function unknownPath(path: string): Reply {
  return { status: 404, headers: { 'content-type': 'text/plain' }, body: `404 page not found: ${path}` };
}
