import { formatDuration } from '../../../time/duration.ts';

/** One line of a description: a name and a value; left out when there is no value. */
export function field(name: string, value: string | number | undefined): string[] {
  return value === undefined || value === '' ? [] : [`${name}: ${value}`];
}

/** Lines further to the right, as parts of what stands above them. */
export function indented(lines: readonly string[], by = 2): string[] {
  return lines.map((line) => (line === '' ? '' : `${' '.repeat(by)}${line.replaceAll('\n', `\n${' '.repeat(by)}`)}`));
}

/** Texts by name in one line: `app=web, tier=front`. */
export function pairs(all: Readonly<Record<string, string>> | undefined): string {
  return Object.entries(all ?? {})
    .map(([name, value]) => `${name}=${value}`)
    .join(', ');
}

/** How long ago something was, at a time of the API server: `3m12s ago`; empty when it is not known. */
export function ago(time: string | undefined, now: Date): string {
  const at = Date.parse(time ?? '');
  return Number.isNaN(at) ? '' : `${formatDuration(Math.max(0, Math.round((now.getTime() - at) / 1_000)))} ago`;
}

/** A condition of an object, as the API has it. */
export interface Condition {
  type: string;
  status: string;
  reason?: string;
  message?: string;
  lastTransitionTime?: string;
}

/** @example 'Available=False (MinimumReplicasUnavailable, 3m12s ago): Deployment does not have minimum availability.' */
export function conditionLines(conditions: readonly Condition[] | undefined, now: Date): string[] {
  return (conditions ?? []).map(({ type, status, reason, message, lastTransitionTime }) => {
    const more = [reason, ago(lastTransitionTime, now)].filter(Boolean).join(', ');
    return `${type}=${status}${more === '' ? '' : ` (${more})`}${message ? `: ${message}` : ''}`;
  });
}

/** A table of columns that are as wide as they need to be; empty without rows. */
export function columns(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return [];
  const all = [head, ...rows];
  const widths = head.map((_, at) => Math.min(60, Math.max(...all.map((row) => (row[at] ?? '').length))));
  return all.map((row) =>
    row
      .map((cell, at) => (at === row.length - 1 ? cell : cell.padEnd(widths[at] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}
