import type { Duration } from '../../../time/duration.ts';

/** What the judgement of a Job depends on besides its state: how long that lasts. */
export interface JobAges {
  /** A Job that failed longer ago is not judged. @default a failure counts for ever */
  failedWithin?: Duration;
  /** An init container that runs for longer hangs, and so does a run of a CronJob that holds up later ones. @default for ever is well */
  hangsAfter?: Duration;
}
