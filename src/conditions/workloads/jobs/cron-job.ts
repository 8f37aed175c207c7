import type { Ref } from '../../../cluster/kind.ts';
import { kinds, type CronJob, type Event, type Job } from '../../../cluster/kinds.ts';
import type { Condition } from '../../waiting/condition.ts';
import { judgeCronJob } from './cron-job-health.ts';
import { cronJobOf } from './job-history.ts';
import { isTerminating } from '../judge-workload.ts';
import { listOf, rightsFor, scopeOf, warningsOfKind, type Ownership } from '../read-pods.ts';

/** A CronJob as a condition sees it. */
export interface CronJobSeen {
  cronJob: CronJob | undefined;
  /** The Jobs that it made and that are still there. */
  jobs: readonly Job[];
  /** The warnings about it; the API server keeps them for an hour. */
  events: readonly Event[];
  /** Why warnings could not be read, if so. */
  unread?: string;
}

/** What can be waited for of a CronJob. */
export function cronJob(ref: Ref & { namespace: string }) {
  return {
    /**
     * Its last run has not failed, or one has succeeded since, and its controller can make its runs. It does not apply to one that is suspended
     * or has not run yet.
     */
    succeeds: (ownership: Ownership = {}): Condition<CronJobSeen> => ({
      title: `the last run of cronjob ${ref.namespace}/${ref.name} has not failed`,
      rights: rightsFor(ownership, kinds.cronJobs, kinds.jobs, kinds.events),
      todo: `kubectl -n ${ref.namespace} describe cronjob ${ref.name}`,
      read: async (look) => {
        const seen = await look.get(kinds.cronJobs, ref, scopeOf(ownership));
        if (!seen || isTerminating(seen) || seen.spec?.suspend) return { cronJob: seen, jobs: [], events: [] };
        const [all, about] = await Promise.all([
          look.list(kinds.jobs, listOf(ref.namespace, ownership)),
          warningsOfKind(look, kinds.cronJobs, ref.namespace),
        ]);
        const { uid } = seen.metadata ?? {};
        const jobs = all.filter((job) => job.metadata?.namespace === ref.namespace && cronJobOf(job)?.uid === uid);
        const events = about.items.filter(({ involvedObject }) => involvedObject.uid === uid);
        return { cronJob: seen, jobs, events, ...(about.unread !== undefined && { unread: about.unread }) };
      },
      judge: (seen) => judgeCronJob(seen, { ...ownership, namespace: ref.namespace }),
    }),
  };
}
