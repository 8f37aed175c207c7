import { writeFileSync } from 'node:fs';

/** Where the kubelet reads the termination message of a container from, unless its pod says otherwise. */
const TERMINATION_LOG = '/dev/termination-log';

/** When an app received SIGTERM, and when it ended, in milliseconds since 1970 on the clock of its node. */
export type TerminationMoments = Partial<Record<'sigterm' | 'exit', number>>;

/**
 * Notes when the app received SIGTERM and when it ended, as JSON in its termination message: the pod's status has it, and says to the millisecond what
 * the status itself has in whole seconds. Outside of a container there is no such file, and nothing is written.
 * @param file for tests.
 */
export function terminationMoments(file: string = TERMINATION_LOG): { note(moment: keyof TerminationMoments): void } {
  const moments: TerminationMoments = {};
  return {
    note: (moment) => {
      moments[moment] ??= Date.now();
      try {
        // Only a file that exists: the kubelet has created it.
        writeFileSync(file, JSON.stringify(moments), { flag: 'r+' });
      } catch {
        // Without it the status has whole seconds.
      }
    },
  };
}
