import { check, metrics, scrapeJobs, scrapeJobSucceeds, scrapesTargets, survey } from 'shakedown';

const jobs = await survey(scrapeJobs);

describe('Prometheus scrapes every job', () => {
  check(
    'Prometheus answers, and scrapes targets',
    { id: 'observability/prometheus', uses: [metrics] },
    async ({ cluster, metrics, measure, note }) => {
      const prometheus = await metrics.prometheus();
      const { seen } = await cluster.until(scrapesTargets(prometheus, jobs));
      measure({ id: 'targets', value: seen.active ?? 0, unit: 'count' });
      measure({ id: 'jobs', value: jobs.length, unit: 'count' });
      if (prometheus.remark) note(prometheus.remark);
    },
  );

  for (const { name, id } of jobs)
    check(
      `every target of scrape job ${name} is scraped without an error`,
      { id: `observability/scrape-job/${id}`, uses: [metrics] },
      async ({ cluster, metrics, measure, note }) => {
        const prometheus = await metrics.prometheus();
        const { seen } = await cluster.until(scrapeJobSucceeds(prometheus, name));
        const { targets, series, flapping } = await metrics.scrapeFigures(prometheus, seen);
        measure({ id: 'targets', value: targets, unit: 'count' });
        if (series !== undefined) measure({ id: 'series', value: series, unit: 'count' });
        if (flapping) note(flapping);
      },
    );
});
