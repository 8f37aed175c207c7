import { ClusterError } from '../../cluster/cluster-error.ts';
import { crashLoop } from '../../diagnosis/crash-loop.ts';
import { rootCause, type PodEvidence } from '../../diagnosis/root-cause.ts';
import type { Look } from '../waiting/condition.ts';

/** Timeout for reading what explains a failure, in milliseconds: it must not delay the report of the failure for long. */
export const EVIDENCE_MS = 8_000;

/** How many lines of a log are read: some are empty. */
const LINES = 10;

/**
 * The evidence with the end of the log of the container that crashes, if one is the cause, left no message of its own, and the reason will be
 * shown.
 *
 * The permission for it is not among those of the conditions: the roles of the plugin do not grant it, because whoever has it reads what all apps
 * of the cluster log. People often have it. Without it, when the node has no such log any more, and when it does not answer in time or before
 * the look ends, the evidence is returned as it is, and the reason names the command that shows the log.
 * @param isShown whether the reason will be shown. @default at the last look
 * @param withinMs how long the log is waited for, in milliseconds. @default 8,000
 */
export async function withLog(
  look: Look,
  namespace: string,
  evidence: PodEvidence,
  isShown = look.why,
  withinMs = EVIDENCE_MS,
): Promise<PodEvidence> {
  if (!isShown) return evidence;
  const { date } = evidence;
  const crashed = rootCause(evidence)?.crashed ?? (date && crashLoop(evidence, date)?.crashed);
  if (!crashed) return evidence;
  const { pod, container, isOver = false } = crashed;
  const signal = AbortSignal.any([look.signal, AbortSignal.timeout(withinMs)]);
  const options = { container, tailLines: LINES, previous: !isOver, signal };
  try {
    return { ...evidence, log: { pod, container, text: await look.cluster.logs({ namespace, name: pod }, options) } };
  } catch (error) {
    if (error instanceof ClusterError || error === signal.reason) return evidence;
    throw error;
  }
}
