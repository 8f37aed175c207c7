import type { Cluster } from '../../../cluster/cluster.ts';
import type { Deployment, StatefulSet } from '../../../cluster/kinds/kinds.ts';
import { messageOf, ShakedownError, whatIsWrong } from '../../../errors/shakedown-error.ts';
import { atLast } from '../at-last.ts';
import type { Application } from './application.ts';

/** What `kubectl rollout restart` changes. */
const RESTARTED_AT = 'kubectl.kubernetes.io/restartedAt';
/** How long it is tried to change the template back, in milliseconds. */
const RESTORE_MS = 20_000;

/** What is restarted, and within which time it is changed back. */
export interface RestartOrder {
  cluster: Cluster;
  application: Pick<Application, 'kind' | 'ref' | 'title'>;
  found: Deployment | StatefulSet;
  signal: AbortSignal;
  /** In milliseconds. @default 20 s */
  restoreMs?: number;
}

/**
 * Sets the annotation, and back to what it was if the application does not become ready again.
 * @throws what `ready` throws; where the template could not be changed back, a ShakedownError that says so, with the same code and meaning
 */
export async function restarted(order: RestartOrder, ready: () => Promise<void>): Promise<void> {
  const { cluster, application, found, signal, restoreMs = RESTORE_MS } = order;
  const { kind, ref } = application;
  const before = found.spec?.template?.metadata?.annotations?.[RESTARTED_AT] ?? null;
  const annotate = (value: string | null, ofCall: AbortSignal) =>
    cluster.patch(
      kind,
      ref,
      { spec: { template: { metadata: { annotations: { [RESTARTED_AT]: value } } } } },
      { signal: ofCall },
    );
  try {
    await annotate(cluster.serverDate().toISOString(), signal);
    await ready();
  } catch (error) {
    try {
      await atLast(cluster, restoreMs, (deadline) => annotate(before, deadline));
    } catch (failure) {
      throw notRestored(application, error, failure);
    }
    throw error;
  }
}

function notRestored(
  { kind, ref: { namespace, name }, title }: RestartOrder['application'],
  cause: unknown,
  failure: unknown,
): ShakedownError {
  const left = `could not be changed back: ${whatIsWrong(failure)}`;
  const todo = `kubectl -n ${namespace} rollout undo ${kind.kind.toLowerCase()}/${name}`;
  if (!(cause instanceof ShakedownError))
    return new ShakedownError('APPLICATION_CHANGED', {
      meaning: 'infrastructure',
      expected: `${title} to be changed back after a restart that failed`,
      seen: `${messageOf(cause)}\n${left}`,
      todo,
      cause,
    });
  const { code, meaning, expected, seen, counts } = cause;
  return new ShakedownError(code, { meaning, expected, seen: `${seen}\n${left}`, todo, counts, cause });
}
