import type { z } from 'zod';
import type { CallOptions, Cluster } from './cluster.ts';
import { foreignAnswer } from './foreign-answer.ts';

/** What is asked for by {@link rawJson}. */
export interface RawQuestion<T> extends CallOptions {
  path: string;
  schema: z.ZodType<T>;
  /** What the answer should be, for messages: `the version of Kubernetes`. */
  wanted: string;
  /** Sent by POST. @default nothing, by GET */
  body?: unknown;
}

/**
 * The answer to a request that is not for objects, such as discovery or a review.
 * @throws ClusterError; CLUSTER_INVALID when the answer has another form: then something else than an API server answers.
 */
export async function rawJson<T>(cluster: Cluster, question: RawQuestion<T>): Promise<T> {
  const { path, schema, wanted, body, signal } = question;
  const method = body === undefined ? 'GET' : 'POST';
  const text = await cluster.raw(path, { method, ...(body === undefined ? {} : { body }), ...(signal && { signal }) });
  const doing = `${method === 'GET' ? 'get' : 'post to'} ${path.split('?')[0]}`;
  const foreign = (cause: unknown) =>
    foreignAnswer({ doing, path }, cluster.server, `something that is not ${wanted}`, cause);
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch (error) {
    throw foreign(error);
  }
  const { data, error } = schema.safeParse(answer);
  if (error) throw foreign(error);
  return data;
}
