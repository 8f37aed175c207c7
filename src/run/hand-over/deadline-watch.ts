import { hangs } from './why-ended.ts';

/**
 * Watches the deadline of the runner from outside. The runner counts it from the record in its journal that names it, and so does this: from
 * when the record is first seen. Counted from the beginning of this process, a runner that starts slowly would be ended before its own
 * deadline.
 * @param limits for the runner to begin its journal, and from its deadline until it counts as hung; in milliseconds.
 * @param begun the monotonic time of now, in milliseconds.
 * @returns judges the time of now: why the runner is to be ended, or `undefined`.
 */
export function deadlineWatch(
  { start, beyondDeadline }: { start: number; beyondDeadline: number },
  begun: number,
): (deadlineSeconds: number | undefined, now: number) => string | undefined {
  let since: number | undefined;
  return (deadlineSeconds, now) => {
    if (deadlineSeconds !== undefined) since ??= now;
    const allowed = deadlineSeconds === undefined ? start : deadlineSeconds * 1_000 + beyondDeadline;
    return now - (since ?? begun) > allowed ? hangs(allowed / 1_000) : undefined;
  };
}
