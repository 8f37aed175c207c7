import { z } from 'zod';
import type { AgentClock } from '../requests/agent-clock.ts';
import type { SeenPod } from './seen-pod.ts';

/** The end of one pod. All times are on the clock of `Cluster`, in milliseconds. */
export interface EndingPod {
  name: string;
  /** When it received SIGTERM, or, where that is not known, when its deletion was seen. */
  sigterm: number;
  /** When its endpoint was removed; absent while it is listed. */
  unlisted?: number;
  /** When its process ended; absent while it runs. */
  exit?: number;
  exitCode?: number;
  /** `OOMKilled`, `Error` … */
  reason?: string;
  graceSeconds: number;
  /** How wrong the times may be, in milliseconds. */
  toleranceMs: number;
}

/** Times in whole seconds may be wrong by so much, in milliseconds. */
const SECOND = 1_000;
/** The end of a process and the end of its connections are seen by two programs, milliseconds apart. */
const LEAST_TOLERANCE_MS = 20;

const moment = z.number().positive().max(8.64e15);
const messageSchema = z.object({ sigterm: moment.exactOptional(), exit: moment.exactOptional() });

/**
 * The end of a pod as its app noted it, and otherwise as the watch has seen it; `undefined` for one that does not end. Pure.
 * @param clocks the clocks of the nodes with an agent: the app notes times on the clock of its node. Without it the watch's times are used.
 */
export function endingPod(seen: SeenPod, clocks: ReadonlyMap<string, AgentClock>): EndingPod | undefined {
  const { name, deleted, unlisted, ended, graceSeconds } = seen;
  if (deleted === undefined && !ended) return undefined;
  const clock = clocks.get(seen.node);
  const noted = clock ? notedMoments(ended?.message) : {};
  const here = (time: number) => time - (clock?.aheadMs ?? 0);
  const sigterm = noted.sigterm === undefined ? (deleted ?? ended?.seen ?? 0) : here(noted.sigterm);
  const finished = Date.parse(ended?.finishedAt ?? '');
  const whole =
    ended && clock && Number.isFinite(finished) ? Math.min(here(finished) + SECOND, ended.seen) : ended?.seen;
  const exit = noted.exit === undefined ? whole : here(noted.exit);
  const isExact = noted.sigterm !== undefined && noted.exit !== undefined;
  return {
    ...{ name, sigterm, graceSeconds },
    ...(unlisted !== undefined && { unlisted }),
    ...(exit !== undefined && { exit: Math.max(exit, sigterm) }),
    ...(ended && { exitCode: ended.exitCode }),
    ...(ended?.reason !== undefined && { reason: ended.reason }),
    toleranceMs: Math.max(LEAST_TOLERANCE_MS, clock?.toleranceMs ?? 0, isExact ? 0 : SECOND / 2),
  };
}

/** What a target app wrote as its termination message; nothing when it is none of these. */
function notedMoments(message = ''): z.infer<typeof messageSchema> {
  try {
    return messageSchema.safeParse(JSON.parse(message)).data ?? {};
  } catch {
    return {};
  }
}
