import { cleanLine } from '../../../results/clean-text.ts';
import type { Target } from '../api/schemas.ts';

/** What distinguishes a target from all others of Prometheus. */
export function targetKey({ labels, scrapeUrl }: Pick<Target, 'labels' | 'scrapeUrl'>): string {
  return `${seriesKey(labels)}\n${bare(scrapeUrl)}`;
}

/** What a target and its series of `up` have in common. */
export function seriesKey(labels: Readonly<Record<string, string>>): string {
  return `${labels['job'] ?? ''}\n${labels['instance'] ?? ''}`;
}

/**
 * A target in a sentence: what it is in the cluster if its labels say so, and its address. Parameters of the address may be secrets.
 * @example 'pod shop/web-1, http://10.244.1.7:8080/metrics'
 */
export function nameOfTarget({ labels, scrapeUrl }: Pick<Target, 'labels' | 'scrapeUrl'>): string {
  const { pod, node, namespace } = labels;
  const object = pod ? `pod ${namespace ? `${namespace}/` : ''}${pod}` : node ? `node ${node}` : undefined;
  return cleanLine([object, bare(scrapeUrl)].filter((one) => one !== undefined && one !== '').join(', '), 160);
}

/** The last error of a target without the address, which its name has. */
export function errorOfTarget({ lastError }: Pick<Target, 'lastError'>): string {
  const said = cleanLine(lastError.replace(/^(?:cannot perform request to "[^"]*": )?Get "[^"]*": /, ''), 160);
  return said === '' ? 'it says no reason' : said;
}

/** The labels of a target, for people; at most twelve. */
export function labelsOfTarget({ labels }: Pick<Target, 'labels'>): string {
  const all = Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const shown = all.slice(0, 12).map(([key, value]) => `${key}=${value}`);
  return cleanLine(`${shown.join(', ')}${all.length > 12 ? ', …' : ''}`, 300);
}

function bare(url: string): string {
  return url.split('?')[0] ?? '';
}
