import type { Ref } from '../../../cluster/kinds/kind.ts';
import { kinds } from '../../../cluster/kinds/kinds.ts';
import type { Condition } from '../../waiting/condition.ts';
import { judgeCronJob } from './cron-job-health.ts';
import { cronJobOf } from './job-history.ts';
import type { CronJobOptions, CronJobSeen } from './cron-job-seen.ts';
import { isTerminating } from '../judge-workload.ts';
import { listOf, rightsFor, scopeOf } from '../ownership.ts';
import { warningsOfKind } from '../read-events.ts';

/** What can be waited for of a CronJob. */
export function cronJob(ref: Ref & { namespace: string }) {
  return {
    /**
     * Its runs are made as its schedule says, and the last one has not failed, or one has succeeded since. It does not apply to one that is
     * suspended or was not due yet, to a failure that is older than `failedWithin`, and to a single one while the next run goes on.
     */
    succeeds: (options: CronJobOptions = {}): Condition<CronJobSeen> => ({
      title: `the last run of cronjob ${ref.namespace}/${ref.name} has not failed`,
      rights: rightsFor(options, kinds.cronJobs, kinds.jobs, kinds.events),
      todo: `kubectl -n ${ref.namespace} describe cronjob ${ref.name}`,
      read: async (look) => {
        const seen = await look.get(kinds.cronJobs, ref, scopeOf(options));
        if (!seen || isTerminating(seen) || seen.spec?.suspend) return { cronJob: seen, jobs: [], events: [] };
        const [all, about] = await Promise.all([
          look.list(kinds.jobs, listOf(ref.namespace, options)),
          warningsOfKind(look, kinds.cronJobs, ref.namespace),
        ]);
        const { uid } = seen.metadata ?? {};
        const jobs = all.filter((job) => job.metadata?.namespace === ref.namespace && cronJobOf(job)?.uid === uid);
        const events = about.items.filter(({ involvedObject }) => involvedObject.uid === uid);
        const when = { date: look.date, last: look.last };
        return {
          ...{ cronJob: seen, jobs, events, ...when },
          ...(about.unread !== undefined && { unread: about.unread }),
        };
      },
      judge: (seen) => judgeCronJob(seen, { ...options, namespace: ref.namespace }),
    }),
  };
}
