import type { RunFacts } from './model.ts';

/** Whether results are those of one run: an id alone may have been given to several. */
export function isSameRun(one: Pick<RunFacts, 'id' | 'startedAt'>, other: Pick<RunFacts, 'id' | 'startedAt'>): boolean {
  return one.id === other.id && Date.parse(one.startedAt) === Date.parse(other.startedAt);
}
