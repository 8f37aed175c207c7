import type { Pod } from '../../cluster/kinds/kinds.ts';
import { containersOf, type PodContainer } from '../containers.ts';
import { NO_LOG } from '../log-lines.ts';
import type { EvidenceReader } from './reader.ts';

/** How many logs of one test are read at most, those of the worst containers. */
const LOGS = 8;

/** A log to read. */
interface Wanted {
  pod: string;
  namespace: string;
  container: string;
  previous: boolean;
}

/** The end of a log, or why it could not be read. */
export interface ContainerLog {
  title: string;
  text: string;
}

/**
 * The logs that explain the pods: containers that are not ready or were restarted first, and of each that was restarted the one before its last start;
 * pure.
 * @param pods the worst first
 */
export function wantedLogs(pods: readonly Pod[]): Wanted[] {
  const all = pods.flatMap((pod) =>
    containersOf(pod).map((container) => ({ pod, container, rank: rankOf(container) })),
  );
  return all
    .toSorted((a, b) => b.rank - a.rank)
    .flatMap(({ pod, container: { status } }) => {
      const of = { pod: pod.metadata?.name ?? '', namespace: pod.metadata?.namespace ?? '', container: status.name };
      const started = status.state?.running !== undefined || status.state?.terminated !== undefined;
      return [
        ...(status.lastState?.terminated ? [{ ...of, previous: true }] : []),
        ...(started ? [{ ...of, previous: false }] : []),
      ];
    })
    .slice(0, LOGS);
}

/** What the kubelet answers, or what it means. */
function textOf(log: string): string {
  if (log.startsWith(NO_LOG)) return 'the node does not have this log any more\n';
  return log === '' ? 'the log is empty\n' : log;
}

/** How much a container explains. */
function rankOf({ kind, status }: PodContainer): number {
  const isDone = kind === 'init' && status.state?.terminated?.exitCode === 0;
  if (isDone) return 0;
  return (status.ready ? 0 : 2) + (status.restartCount > 0 ? 1 : 0);
}

/**
 * The ends of the logs, each by itself: one that cannot be read says so in its text.
 * @param tailLines how many lines of each
 * @param why what to say about an error
 */
export async function readLogs(
  pods: readonly Pod[],
  reader: EvidenceReader,
  tailLines: number,
  why: (error: unknown) => string,
): Promise<ContainerLog[]> {
  return await Promise.all(
    wantedLogs(pods).map(async ({ pod, namespace, container, previous }) => {
      const title = `${previous ? 'previous log' : 'log'} ${pod} ${container}`;
      try {
        const text = await reader.logs({ namespace, name: pod }, { container, tailLines, previous });
        return { title, text: textOf(text) };
      } catch (error) {
        return { title, text: `the log could not be read: ${why(error)}\n` };
      }
    }),
  );
}
