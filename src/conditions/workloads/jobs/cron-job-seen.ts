import type { CronJob, Event, Job } from '../../../cluster/kinds/kinds.ts';
import type { Ownership } from '../ownership.ts';
import type { JobAges } from './job-ages.ts';

/** A CronJob as a condition sees it. */
export interface CronJobSeen {
  cronJob: CronJob | undefined;
  /** The Jobs that it made and that are still there. */
  jobs: readonly Job[];
  /** The warnings about it; the API server keeps them for an hour. */
  events: readonly Event[];
  /** Why warnings could not be read, if so. */
  unread?: string;
  /** The API server's time; without it the schedule is not judged. */
  date?: Date;
  /** Whether it is the last look of the wait. */
  last?: boolean;
}

/** How the runs of a CronJob are judged. */
export type CronJobOptions = Ownership & JobAges;
