import type { Target } from '../api/schemas.ts';

/** A target of the job `web` that succeeds, with changes. */
export function target(more: Partial<Target> = {}): Target {
  const { labels = {}, ...rest } = more;
  return {
    scrapePool: 'web',
    scrapeUrl: 'http://10.244.1.7:8080/metrics?token=secret',
    labels: { job: 'web', instance: '10.244.1.7:8080', namespace: 'shop', pod: 'web-1', ...labels },
    health: 'up',
    lastError: '',
    lastScrape: '2026-01-01T00:00:00Z',
    lastScrapeDuration: 0.01,
    scrapeInterval: '15s',
    ...rest,
  };
}

/** One that refuses connections. */
export function refusing(instance: string, labels: Record<string, string> = {}): Target {
  const scrapeUrl = `http://${instance}/metrics`;
  const lastError = `Get "${scrapeUrl}": dial tcp ${instance}: connect: connection refused`;
  return target({ labels: { instance, pod: '', ...labels }, scrapeUrl, health: 'down', lastError });
}
