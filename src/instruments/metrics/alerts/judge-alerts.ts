import { matchesPattern } from '../../../config/matches-pattern.ts';
import { notYet, ready, type Observation } from '../../../conditions/waiting/condition.ts';
import type { Config } from '../../../config/schema.ts';
import { cleanLine } from '../../../results/clean-text.ts';
import { formatDuration } from '../../../time/duration.ts';
import type { Alert } from '../api/schemas.ts';
import type { Read } from '../api/read.ts';

/** How many alerts a message names. */
const NAMED = 3;

type Policy = Config['alerts'];
type Allowance = Policy['allowed'][number];

/** The alerts of Prometheus at one look. @param at milliseconds since 1970 */
export type AlertsSeen = Read<{ at: number; alerts: readonly Alert[] }>;

/** The critical alerts that fire, and which of them may. */
export interface FiringAlerts {
  /** All that fire, critical or not. */
  firing: number;
  /** Those that fail the run, each with what was once allowed and is over. */
  refused: { alert: Alert; expired: Allowance | undefined }[];
  allowed: { alert: Alert; by: Allowance }[];
}

/** Judges whether no critical alert fires but those that may; pure. */
export function judgeAlerts(seen: AlertsSeen, policy: Policy): Observation {
  if ('unserved' in seen) return { state: 'does not apply', reason: `its alerts cannot be read: ${seen.unserved}` };
  const due = { inMs: 5_000 };
  if ('trouble' in seen) return { ...notYet(seen.trouble), isUnjudged: true, due };
  const { firing, refused, allowed } = firingAlerts(seen.alerts, policy, seen.at);
  if (refused.length === 0) return ready();
  const told = refused.slice(0, NAMED).map(({ alert, expired }) => describe(alert, seen.at, expired));
  const more = refused.length > NAMED ? `; and ${refused.length - NAMED} more` : '';
  const since = Math.min(...refused.map(({ alert }) => Date.parse(alert.activeAt) || seen.at));
  const labels = refused.slice(0, 1).map(({ alert }) => labelsOf(alert));
  return {
    ...notYet(`${told.join('; ')}${more}`),
    counts: `${firing} alerts fire, ${refused.length} of them critical, and ${allowed.length} critical and allowed; labels: ${labels.join('')}`,
    todo: 'end its cause, or list it in alerts.allowed with its owner and the last day',
    stuckSince: new Date(since).toISOString(),
    due,
  };
}

/** Which alerts fire, are critical, and may; pure. @param at milliseconds since 1970 */
export function firingAlerts(alerts: readonly Alert[], { critical, allowed }: Policy, at: number): FiringAlerts {
  const today = new Date(at).toISOString().slice(0, 10);
  const firing = alerts.filter(({ state }) => state === 'firing');
  const meant = firing.filter(({ labels }) => Object.entries(critical).every(([key, value]) => labels[key] === value));
  const judged = meant.map((alert) => {
    const listed = allowed.filter((one) => covers(one, alert));
    return {
      alert,
      by: listed.find(({ until }) => until >= today),
      expired: listed.find(({ until }) => until < today),
    };
  });
  return {
    firing: firing.length,
    refused: judged.flatMap(({ alert, by, expired }) => (by ? [] : [{ alert, expired }])),
    allowed: judged.flatMap(({ alert, by }) => (by ? [{ alert, by }] : [])),
  };
}

/** A sentence about a critical alert that may fire. */
export function allowedText({ alert, by }: FiringAlerts['allowed'][number]): string {
  return `${nameOf(alert)} fires, and may until ${by.until} (${cleanLine(by.owner, 60)})`;
}

function covers({ alert: pattern, labels }: Allowance, alert: Alert): boolean {
  const name = alert.labels['alertname'] ?? '';
  return matchesPattern(pattern, name) && Object.entries(labels).every(([key, value]) => alert.labels[key] === value);
}

function describe(alert: Alert, at: number, expired: Allowance | undefined): string {
  const { summary, description, message } = alert.annotations;
  const text = cleanLine(summary ?? description ?? message ?? '', 140);
  const since = Date.parse(alert.activeAt);
  const span = Number.isNaN(since) ? '' : ` for ${formatDuration(Math.max(0, (at - since) / 1_000))}`;
  const over = expired ? `, and was allowed until ${expired.until} (${cleanLine(expired.owner, 60)})` : '';
  return `${nameOf(alert)} fires${span}${over}${text === '' ? '' : `: ${text}`}`;
}

function nameOf({ labels }: Alert): string {
  return `alert ${cleanLine(labels['alertname'] ?? 'without a name', 80)}`;
}

function labelsOf({ labels }: Alert): string {
  const all = Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return cleanLine(
    all
      .slice(0, 12)
      .map(([key, value]) => `${key}=${value}`)
      .join(', '),
    300,
  );
}
