import { createHash } from 'node:crypto';
import type { Target } from '../api/schemas.ts';

/** A scrape job, as checks are made of it. */
export interface ScrapeJob {
  /** In Prometheus. */
  name: string;
  /** In the id of a check. */
  id: string;
}

/** The most jobs that have a check each; the others are in the check of Prometheus itself. */
const MOST = 500;

/** The jobs of these targets, in the order of their names; pure. */
export function jobNames(targets: readonly Pick<Target, 'scrapePool'>[]): ScrapeJob[] {
  const names = [...new Set(targets.map(({ scrapePool }) => scrapePool))].filter((name) => name !== '');
  return names
    .toSorted()
    .slice(0, MOST)
    .map((name) => ({ name, id: idOfJob(name) }));
}

/** A name of any text as a part of an id: what ids do not have is replaced, and told apart by a digest. */
function idOfJob(name: string): string {
  if (/^[-\w.:/]{1,150}$/.test(name) && !/^\/|\/$|\/\//.test(name)) return name;
  const digest = createHash('sha256').update(name).digest('hex').slice(0, 6);
  return `${name.slice(0, 100).replaceAll(/[^-\w.:]+/g, '-')}-${digest}`;
}
