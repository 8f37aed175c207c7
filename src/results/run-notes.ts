import type { RunFacts } from './model.ts';

/** What is worth knowing about a run as a whole, one sentence each, the most urgent first; pure. */
export function runNotes({ leftCluster, notes = [] }: Pick<RunFacts, 'leftCluster' | 'notes'>): string[] {
  return [
    ...(leftCluster ? [`its cluster could not be deleted (${leftCluster.at}): ${leftCluster.message}`] : []),
    ...notes,
  ];
}
