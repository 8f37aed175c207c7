import { cleanLine } from '../results/clean-text.ts';
import type { Results } from '../results/model.ts';
import { outcomeOf, quarantineText, type Outcome } from '../results/quarantine.ts';
import { tally } from '../results/verdict.ts';

/** How many tests of one plugin are named; the rest is counted. */
const NAMED = 10;
const NOT_PASSED = new Set<Outcome>(['failed', 'error', 'not-run', 'inconclusive', 'quarantined']);

/**
 * The plugins of an archive of Sonobuoy, a line for each: how its tests ended, and below it the ids of those that have not passed; pure. Empty for
 * results of another origin.
 * @example ['plugin        e2e: 1 failed, 408 passed, 6953 skipped', '              e2e/[sig-node] Pods should …']
 */
export function pluginLines({ run, tests }: Results): string[] {
  const left = ' '.repeat(14);
  return (run.plugins ?? []).flatMap(({ name, decides, counts, note }) => {
    const what = note ?? (tally(counts) || 'no test');
    const red = decides ? tests.filter((test) => test.area === name && NOT_PASSED.has(outcomeOf(test))) : [];
    const names = red
      // What decides comes first.
      .toSorted((a, b) => Number(a.quarantine !== undefined) - Number(b.quarantine !== undefined))
      .slice(0, NAMED)
      .map(({ id, quarantine }) => {
        const known = quarantine && `: quarantined ${quarantineText(quarantine)}`;
        return `${left}${cleanLine(id, 200)}${known ?? ''}`;
      });
    const more = red.length > NAMED ? [`${left}and ${red.length - NAMED} more`] : [];
    return [
      `plugin        ${cleanLine(name, 80)}: ${cleanLine(what)}${decides ? '' : '; it does not decide (--plugins)'}`,
      ...names,
      ...more,
    ];
  });
}
