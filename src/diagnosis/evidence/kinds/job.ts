import { kinds, type CronJob } from '../../../cluster/kinds/kinds.ts';
import type { Related } from '../collector.ts';
import { field } from '../describe/lines.ts';
import type { EvidenceReader } from '../reader.ts';
import { ownedBy } from './workload.ts';

/** How many of its newest runs are shown. */
const RUNS = 3;

/** A CronJob: its newest runs, and their pods. */
export async function ofCronJob({ metadata }: CronJob, reader: EvidenceReader): Promise<Related> {
  const { namespace = '', uid = '' } = metadata ?? {};
  const created = (job: { metadata?: { creationTimestamp?: string } }) =>
    Date.parse(job.metadata?.creationTimestamp ?? '');
  const jobs = ownedBy([uid], await reader.list(kinds.jobs, { namespace }))
    .toSorted((a, b) => created(b) - created(a))
    .slice(0, RUNS);
  const uids = jobs.flatMap((job) => job.metadata?.uid ?? []);
  const pods = ownedBy(uids, await reader.list(kinds.pods, { namespace }));
  const lines = jobs.flatMap((job) => {
    const { active = 0, succeeded = 0, failed = 0 } = job.status ?? {};
    return field(`job ${job.metadata?.name}`, `${active} active, ${succeeded} succeeded, ${failed} failed`);
  });
  return { pods, uids, lines };
}
