import { cleanLine } from '../../results/clean-text.ts';
import type { FailureGroup, NotRepaired, RunEvent } from '../event/run-event.ts';
import { clusterName } from './cluster-name.ts';
import { count } from './count.ts';
import { sinceText } from './when.ts';

/** A cause is not shortened below this, in characters: the line becomes longer instead, and is cut by its reader. */
const SHORTEST_CAUSE = 30;

/**
 * The first line about an event: cluster, verdict, what broke, since when; plain text without markup. Pure.
 * @param limit its length, in characters.
 * @example 'staging FAILED: image "web:1.2.4" cannot be pulled (2 tests), and 1 more cause; since 2026-11-21 08:14 UTC'
 */
export function headline(event: RunEvent, limit: number): string {
  const [before, after] = frame(event);
  const subject = subjectOf(event);
  if (subject === '') return cleanLine(`${before}${after}`, limit);
  const room = Math.max(SHORTEST_CAUSE, limit - Array.from(before + after).length - 2);
  return cleanLine(`${before}: ${cleanLine(subject, room)}${after}`, limit);
}

/** What stands before and after the subject of a line. */
function frame(event: RunEvent): [string, string] {
  const name = clusterName(event);
  const { failingSince, failures, fixedAfter = 0 } = event;
  const since = failingSince
    ? `; ${sinceText(failingSince)}${failingSince.runs > 1 ? `, ${count(failingSince.runs, 'run')}` : ''}`
    : '';
  const [first, ...others] = failures.filter(({ status }) => status === 'failed');
  const more = first
    ? `${first.tests.length > 1 ? ` (${count(first.tests.length, 'test')})` : ''}${others.length > 0 ? `, and ${count(others.length, 'more cause')}` : ''}`
    : '';
  switch (event.kind) {
    case 'first failure':
      return [`${name} FAILED`, `${more}${since}`];
    case 'changed':
      return [`${name} still FAILED, but differently`, `${more}${since}`];
    case 'still failing':
      return [`${name} still FAILED`, `${more}${since}`];
    case 'fixed':
      return [`${name} PASSED again, after ${count(fixedAfter, 'failed run')}`, ''];
    case 'no longer failing':
      return [`${name} PASSED, no longer failing`, `; after ${count(fixedAfter, 'failed run')}`];
    case 'passed':
      return [`${name} PASSED`, ''];
    case 'cluster left':
      return [`${name} could not be deleted`, `; its run: ${event.verdict.word}`];
    case 'incomplete':
      return [`${name} has no verdict`, ''];
  }
}

/** What broke, or why there is no verdict. */
function subjectOf({ kind, failures, verdict, notRepaired, leftCluster }: RunEvent): string {
  if (leftCluster) return leftCluster.message;
  if (kind === 'fixed' || kind === 'passed') return '';
  if (notRepaired) return notRepairedText(notRepaired);
  if (kind === 'incomplete') return verdict.sentence;
  const first = failures.find(({ status }) => status === 'failed');
  return first ? subjectOfGroup(first) : '';
}

/** @example '1 quarantined, 2 no longer judged, 1 missing' */
function notRepairedText({ quarantined, noLongerJudged, missing }: NotRepaired): string {
  const numbers = { quarantined, 'no longer judged': noLongerJudged, missing };
  return Object.entries(numbers)
    .flatMap(([what, ids]) => (ids.length === 0 ? [] : [`${ids.length} ${what}`]))
    .join(', ');
}

/** A cause with its test, where it is the only one: its cause alone does not name it. */
function subjectOfGroup({ tests, cause }: FailureGroup): string {
  const [only] = tests;
  return tests.length === 1 && only ? `${only.id}: ${cause}` : cause;
}
