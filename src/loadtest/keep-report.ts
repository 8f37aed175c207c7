import { gzipSync } from 'node:zlib';
import type { Cluster, Manifest } from '../cluster/cluster.ts';
import { kinds, type ConfigMap } from '../cluster/kinds/kinds.ts';
import { toJUnit } from '../publish/junit.ts';
import type { Results } from '../results/model.ts';
import { REPORT_FILES, type PartialReport } from '../instruments/load/figures/load-report.ts';
import type { PlatformRef } from '../instruments/load/platform/platform.ts';
import { CONFIG_MAP_BYTES } from '../instruments/load/platform/script-bundle.ts';
import { selfService } from './self-service/self-service-names.ts';

/** The label of kept reports. */
export const REPORT_LABEL = 'shakedown/load-report';

/** How many reports stay in a namespace. */
const KEPT = 10;

/** Stores the report of a load test in its namespace, for users who have no other place, and removes all but the last ten. */
export async function keepReport(
  { cluster, ref: { namespace } }: { cluster: Cluster; ref: PlatformRef },
  kept: { runId: string; results: Results; report?: PartialReport },
  signal: AbortSignal,
): Promise<void> {
  await cluster.apply(kinds.configMaps, reportMap(namespace, kept), { signal });
  const maps = await cluster.list(kinds.configMaps, { namespace, labelSelector: REPORT_LABEL }, { signal });
  for (const name of tooOld(maps)) await cluster.delete(kinds.configMaps, { namespace, name }, { signal });
}

/** Sorts by the API server's time: names have the time of the machine that ran the test, and with a slow clock its report would be removed at once. */
function tooOld(maps: readonly ConfigMap[]): string[] {
  const aged = maps.map(({ metadata }) => ({
    name: metadata?.name ?? '',
    made: Date.parse(metadata?.creationTimestamp ?? ''),
  }));
  return aged
    .toSorted((a, b) => a.made - b.made || (a.name < b.name ? -1 : 1))
    .slice(0, -KEPT)
    .map(({ name }) => name);
}

/** The ConfigMap of a report: small files as text, large ones compressed. */
export function reportMap(
  namespace: string,
  { runId, results, report }: { runId: string; results: Results; report?: PartialReport },
): Manifest {
  const verdict = { 'results.json': JSON.stringify(results), 'junit.xml': toJUnit(results) };
  const room = CONFIG_MAP_BYTES - bytesOf(verdict);
  const tables = fitting(named(report, ['requests', 'failures']), room);
  const large = Object.entries(named(report, ['html', 'account'])).map(([file, text]) => [`${file}.gz`, zipped(text)]);
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: `${selfService.report}-${runId}`, namespace, labels: { [REPORT_LABEL]: runId } },
    data: { ...verdict, ...tables },
    binaryData: fitting(Object.fromEntries(large), room - bytesOf(tables)),
  };
}

/** Parts of a report by the names of their files. */
function named(report: PartialReport | undefined, parts: readonly (keyof PartialReport)[]): Record<string, string> {
  return Object.fromEntries(
    parts.flatMap((part) => (report?.[part] === undefined ? [] : [[REPORT_FILES[part], report[part]]])),
  );
}

function zipped(text: string): string {
  return gzipSync(text, { level: 9 }).toString('base64');
}

/** As many files as fit, the smaller ones first: the verdict must be kept also for a report with many endpoints. */
function fitting(files: Readonly<Record<string, string>>, room: number): Record<string, string> {
  let left = room;
  const entries = Object.entries(files).toSorted(([, a], [, b]) => a.length - b.length);
  return Object.fromEntries(entries.filter(([, text]) => (left -= Buffer.byteLength(text)) >= 0));
}

function bytesOf(data: Readonly<Record<string, string>>): number {
  return Object.values(data).reduce((total, text) => total + Buffer.byteLength(text), 0);
}
