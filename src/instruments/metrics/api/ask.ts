import { z } from 'zod';
import type { HttpAnswer, Reach } from '../reach/reach.ts';
import { MetricsError } from './metrics-error.ts';

/** A way to a server, as far as messages need it. */
type AskedReach = Pick<Reach, 'name' | 'section' | 'byHand' | 'asked'>;

/** What was asked for, or that this server does not serve it: Thanos, Mimir and VictoriaMetrics leave parts of the API out. */
export type Answer<T> = { served: true; value: T } | { served: false; why: string };

/** The frame of each answer of the HTTP API. */
const frame = z.object({
  status: z.enum(['success', 'error']),
  data: z.unknown().optional(),
  errorType: z.string().optional().catch(undefined),
  error: z.string().optional().catch(undefined),
  warnings: z.array(z.string()).optional().catch(undefined),
});

/**
 * One question to the HTTP API: an answer of the expected form, or why there is none. What the server says is quoted in one short line.
 * @param schema of the data.
 * @throws MetricsError; ClusterError when the API server itself does not answer; the signal's reason
 */
export async function ask<T>(
  reach: Reach,
  path: string,
  schema: z.ZodType<T>,
  signal: AbortSignal,
): Promise<Answer<T>> {
  const answer = await reach.get(path, signal);
  return judgeAnswer(reach, path, schema, answer);
}

/** Remarks about a query are warnings, too, and say nothing about what is missing. https://prometheus.io/docs/prometheus/latest/querying/api/#format-overview */
const ABOUT_QUERY = /^PromQL (?:info|warning):/;

/**
 * The error for an answer with warnings: a part of it is missing. Thanos answers so when one of its stores does not (partial response), and Prometheus when
 * one from which it reads does not. It may be whole a moment later. https://thanos.io/tip/components/query.md/#partial-response
 */
function incomplete({ name, section, byHand }: AskedReach, path: string, warning: string, more: number): MetricsError {
  const bare = path.split('?')[0] ?? '';
  const others = more > 0 ? `, and ${more} more` : '';
  return new MetricsError('METRICS_INCOMPLETE', {
    ...{ meaning: 'instrument', expected: `${section} to answer with all that it has` },
    seen: `${name} answers ${bare} incompletely: ${shortLine(warning)}${others}`,
    ...{ todo: byHand(path), transient: true },
  });
}

/** Judges an answer over HTTP; pure. */
export function judgeAnswer<T>(
  reach: AskedReach,
  path: string,
  schema: z.ZodType<T>,
  { status, body }: HttpAnswer,
): Answer<T> {
  const said = frame.safeParse(parsed(body)).data;
  if (status === 200 && said?.status === 'success') {
    const data = schema.safeParse(said.data);
    if (data.success) {
      const [first, ...more] = (said.warnings ?? []).filter((text) => !ABOUT_QUERY.test(text));
      if (first !== undefined) throw incomplete(reach, path, first, more.length);
      return { served: true, value: data.data };
    }
  }
  const bare = path.split('?')[0] ?? '';
  // VictoriaMetrics answers a path that it does not know with 400.
  const isUnknown = status === 404 || (status === 400 && body.startsWith('unsupported path requested'));
  if (isUnknown && said === undefined)
    return { served: false, why: `${reach.name} does not serve ${bare} (${status})` };
  throw refusal(reach, path, status, said?.error ?? plain(body), said !== undefined);
}

/**
 * The error for an answer that is none of those that were asked for.
 * @param text what the server says about it, if that is a text.
 * @param isFramed whether it has the form in which the API refuses a question; anything else with that status is said by what is in front of it.
 */
export function refusal(
  { name, section, byHand, asked }: AskedReach,
  path: string,
  status: number,
  text: string,
  isFramed = true,
): MetricsError {
  const said = shortLine(text);
  const bare = path.split('?')[0] ?? '';
  const quoted = `${status}${said === '' ? '' : `: ${said}`}`;
  const expected = `${section} to answer`;
  const tried = asked === undefined ? '' : `, ${asked}`;
  if (/no org id|tenant|org ?id/i.test(said) && status >= 400 && status < 500)
    return new MetricsError('METRICS_TENANT', {
      ...{ meaning: 'usage', expected, seen: `${name} wants the name of a tenant, or another one (${quoted})${tried}` },
      todo: `set ${section}.headers: { X-Scope-OrgID: TENANT }; of Thanos the header is THANOS-TENANT`,
    });
  if (status === 401 || status === 403)
    return new MetricsError('METRICS_CREDENTIALS', {
      ...{ meaning: 'usage', expected, seen: `${name} does not accept the credentials (${quoted})${tried}` },
      todo: `check ${section}.auth, which needs ${section}.url, and ${section}.headers`,
    });
  if (status === 429 || status >= 500)
    return new MetricsError('METRICS_UNREACHABLE', {
      ...{ meaning: 'cluster', expected, seen: `${name} answers ${bare} with ${quoted}`, transient: true },
      todo: byHand(path),
    });
  if (isFramed && (status === 400 || status === 422))
    return new MetricsError('METRICS_QUERY', {
      ...{ meaning: 'instrument', expected, seen: `${name} refuses ${bare} (${quoted})`, todo: byHand(path) },
    });
  return new MetricsError('METRICS_ANSWER', {
    ...{ meaning: 'usage', expected },
    seen: `${name} answers ${bare} with ${status === 200 ? 'something else than the API of Prometheus has' : quoted}`,
    todo: `check ${section}.service, ${section}.url and ${section}.path`,
  });
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** A text of the server; pages for people and objects say nothing. */
export function plain(body: string): string {
  return body.trimStart().startsWith('<') || body.trimStart().startsWith('{') ? '' : body;
}

function shortLine(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.length > 200 ? `${line.slice(0, 199)}…` : line;
}
