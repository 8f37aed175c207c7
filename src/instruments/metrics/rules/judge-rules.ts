import { notYet, ready, type Observation } from '../../../conditions/waiting/condition.ts';
import { cleanLine } from '../../../results/clean-text.ts';
import { formatDuration } from '../../../time/duration.ts';
import type { Rule, RuleGroup } from '../api/schemas.ts';
import type { Read } from '../api/read.ts';

/** How many rules or groups a message names. */
const NAMED = 3;
/** After how many of its intervals a group is late. */
const LATE = 3;
/** A group is not late before, in seconds: short intervals wait for each other. */
const LATE_AT_LEAST = 60;

/** The rules of Prometheus at one look. @param at milliseconds since 1970 */
export type RulesSeen = Read<{ at: number; groups: readonly RuleGroup[] }>;

/** Judges whether all rules are evaluated without an error, and as often as they are to be; pure. */
export function judgeRules(seen: RulesSeen): Observation {
  if ('unserved' in seen) return { state: 'does not apply', reason: `its rules cannot be read: ${seen.unserved}` };
  const due = { inMs: 5_000 };
  if ('trouble' in seen) return { ...notYet(seen.trouble), isUnjudged: true, due };
  const { groups, at } = seen;
  const rules = groups.flatMap((group) => group.rules.map((rule) => ({ group, rule })));
  if (rules.length === 0) return { state: 'does not apply', reason: 'it has no rules' };
  const broken = rules.filter(({ rule }) => rule.health === 'err');
  const late = groups.flatMap((group) =>
    isLate(group, at)
      ? [
          `${nameOf(group)} was last evaluated ${ago(group, at)} ago, and its interval is ${formatDuration(group.interval)}`,
        ]
      : [],
  );
  const slow = groups
    .filter(isSlow)
    .map(
      (group) =>
        `${nameOf(group)} takes ${formatDuration(group.evaluationTime ?? 0)}, and its interval is ${formatDuration(group.interval)}`,
    );
  const faults = [
    ...broken.map(({ group, rule }) => `${describe(rule)} of ${nameOf(group)} fails: ${errorOf(rule)}`),
    ...late,
    ...slow,
  ];
  const pending = rules.filter(({ rule }) => rule.health === 'unknown');
  const counts = `${groups.length} groups, ${rules.length} rules: ${broken.length} fail, ${pending.length} not evaluated yet, ${late.length} groups late, ${slow.length} slow`;
  if (faults.length > 0) return { ...notYet(list(faults)), counts, due };
  const [first] = pending;
  if (!first) return ready();
  const reason = `${describe(first.rule)} of ${nameOf(first.group)} has not been evaluated yet`;
  return { ...notYet(reason, rules.length - pending.length), counts, isUnjudged: true, due };
}

/** The longest evaluation of a group, in seconds. */
export function longestEvaluation(groups: readonly RuleGroup[]): number {
  return Math.max(0, ...groups.map(({ evaluationTime }) => evaluationTime ?? 0));
}

function isLate(group: RuleGroup, at: number): boolean {
  const seconds = age(group, at);
  return seconds !== undefined && group.interval > 0 && seconds > Math.max(LATE_AT_LEAST, LATE * group.interval);
}

function isSlow({ evaluationTime = 0, interval }: RuleGroup): boolean {
  return interval > 0 && evaluationTime > interval;
}

/** How long ago a group was last evaluated, in seconds; undefined when it never was, or that is not known. */
function age({ lastEvaluation }: RuleGroup, at: number): number | undefined {
  const last = Date.parse(lastEvaluation);
  return Number.isNaN(last) || last <= 0 ? undefined : (at - last) / 1_000;
}

function ago(group: RuleGroup, at: number): string {
  return formatDuration(age(group, at) ?? 0);
}

function nameOf({ name }: RuleGroup): string {
  return `group ${cleanLine(name, 80)}`;
}

function describe({ type, name }: Rule): string {
  return `${type} rule ${cleanLine(name, 80)}`;
}

function errorOf({ lastError }: Rule): string {
  return cleanLine(lastError, 160) || 'it says no reason';
}

function list(faults: readonly string[]): string {
  const more = faults.length > NAMED ? `; and ${faults.length - NAMED} more` : '';
  return `${faults.slice(0, NAMED).join('; ')}${more}`;
}
