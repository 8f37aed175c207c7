import type { RunEvent } from './event/run-event.ts';

/** The address of the report of a run; `undefined` without a template. @param template `https://reports.example.com/{cluster}/{run}/report.html` */
export function reportUrl(template: string, { cluster, run }: RunEvent): string | undefined {
  if (template === '') return undefined;
  return template
    .replaceAll('{cluster}', encodeURIComponent(cluster.name))
    .replaceAll('{run}', encodeURIComponent(run.id));
}
