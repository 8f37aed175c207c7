import type { Condition } from '../../../conditions/waiting/condition.ts';
import type { PrometheusApi } from '../api/prometheus-api.ts';
import { judgeJob, type JobSeen } from './judge-job.ts';
import { readTargets } from './read-job.ts';

/** All active targets of a scrape job are scraped without an error. */
export function scrapeJobSucceeds(prometheus: PrometheusApi, job: string): Condition<JobSeen> {
  return {
    title: `every target of scrape job ${job} is scraped without an error`,
    rights: [],
    todo: prometheus.byHand('/api/v1/targets?state=active'),
    read: (look) => readTargets(prometheus, job, look),
    judge: (seen) => judgeJob(job, seen),
  };
}
