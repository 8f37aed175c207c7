import type { Cluster } from '../../../cluster/cluster.ts';
import type { Ref } from '../../../cluster/kinds/kind.ts';
import { kinds } from '../../../cluster/kinds/kinds.ts';
import { uses, type Right } from '../../../cluster/rights/rights.ts';
import { retryTransient } from '../../../conditions/waiting/retry-transient.ts';
import { InstrumentTooWeak } from '../../../errors/instrument-too-weak.ts';
import { linesOfPart } from '../lines/line-plan.ts';
import { WRITER_PORT, type WriterPlan } from './writer-job.ts';

/** The permission to tell a writer to go on. */
export const goOnRight: Right = uses(kinds.pods, 'proxy', ['create'], 'workloads');

/**
 * Tells a writer that holds lines back to go on; the same hold may be told twice.
 * @param hold its number, from 1 on.
 * @throws InstrumentTooWeak LOG_WRITER_HOLDS when the writer does not hear it; ClusterError, WaitError when the API server does not answer.
 */
export async function tellToGoOn(
  cluster: Cluster,
  pod: Required<Ref>,
  hold: number,
  { withinMs, signal }: { withinMs: number; signal: AbortSignal },
): Promise<void> {
  const path = `/go-on/${hold}`;
  const title = `log writer ${pod.name} is told to go on`;
  const { status, body } = await retryTransient(cluster, { title, withinMs, signal }, (ofTry) =>
    cluster.podProxy(pod, WRITER_PORT, path, { method: 'POST', signal: ofTry }),
  );
  if (status === 200) return;
  throw new InstrumentTooWeak('LOG_WRITER_HOLDS', {
    expected: 'the log writer to go on',
    seen: `pod ${pod.namespace}/${pod.name} answers POST ${path} with ${status}: ${body.slice(0, 200).trim()}`,
    todo: `kubectl -n ${pod.namespace} describe pod ${pod.name}`,
  });
}

/** How many lines a writer has written when it holds for the last time before this one; pure. @param hold from 1 on; 0 before the first. */
export function linesBefore({ lines, parts = 1, holdAfter }: WriterPlan, hold: number): number {
  if (hold === 0 || holdAfter === undefined) return 0;
  const last = lines.findIndex(({ kind }) => kind === holdAfter);
  return lines.reduce(
    (all, { count }, index) => all + linesOfPart(count, index <= last ? hold : hold - 1, parts).to,
    0,
  );
}
