import { cleanLine } from '../results/clean-text.ts';
import type { Results } from '../results/model.ts';

/** How many names are listed for one reason; the rest is counted. */
const NAMED = 10;

/**
 * What no test of a run covers, one line for each reason.
 * @example ['2 excluded by configuration (scope.exclude): workloads/node/old-1, workloads/node/old-2']
 */
export function notCoveredLines({ run: { notCovered = [] } }: Results): string[] {
  return [...Map.groupBy(notCovered, ({ reason }) => reason)].map(([reason, members]) => {
    const named = members.slice(0, NAMED).map(({ what }) => cleanLine(what, 200));
    const rest = members.length > NAMED ? ` and ${members.length - NAMED} more` : '';
    return `${members.length} ${cleanLine(reason)}: ${named.join(', ')}${rest}`;
  });
}
