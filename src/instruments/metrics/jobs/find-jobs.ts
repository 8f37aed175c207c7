import type { Survey } from '../../../inventory/survey.ts';
import { findPrometheus } from '../metrics.ts';
import { jobNames, type ScrapeJob } from './job-names.ts';

/** The scrape jobs of Prometheus that have an active target before the checks start. */
export const scrapeJobs: Survey<ScrapeJob> = {
  sample: { name: 'sample', id: 'sample' },
  find: async ({ cluster, config, signal }) => {
    const found = await findPrometheus(cluster, config, signal);
    if ('absent' in found) return [];
    const targets = await found.api.targets(signal);
    return targets.served ? jobNames(targets.value) : [];
  },
};
