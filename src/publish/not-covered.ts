import { cleanLine } from '../results/clean-text.ts';
import { isNotCovered } from '../results/not-covered.ts';
import type { Results, TestResult } from '../results/model.ts';

/** How many names are listed for one reason; the rest is counted. */
const NAMED = 10;

/**
 * What no test of a run covers, one line for each reason: parts that the cluster does not have, what an image, a permission or a setting is missing for, and
 * objects and kinds that were left out.
 * @example ['storage: there is no StorageClass (platform/default-storage-class)']
 * @example ['autoscaling (all 3): no image of Locust is configured (load.image), so no load is made']
 * @example ['2 excluded by configuration (scope.exclude): workloads/node/old-1, workloads/node/old-2']
 */
export function notCoveredLines(results: Results): string[] {
  const { run, tests } = results;
  const skipped = tests.filter(isNotCovered);
  const byPart = Map.groupBy(skipped, ({ reason }) => `${reason?.part ?? ''}\n${reason?.message ?? ''}`);
  const ofTests = [...byPart.values()].map((members) => {
    const [{ reason }] = members as [TestResult];
    const why = cleanLine(reason?.message ?? 'no reason was recorded');
    const names = listed(namesOf(members, tests));
    return reason?.part === undefined ? `${names}: ${why}` : `${cleanLine(reason.part)}: ${why} (${names})`;
  });
  const ofObjects = [...Map.groupBy(run.notCovered ?? [], ({ reason }) => reason)].map(
    ([reason, members]) =>
      `${members.length} ${cleanLine(reason)}: ${listed(members.map(({ what }) => cleanLine(what, 200)))}`,
  );
  return [...ofTests, ...ofObjects];
}

/** The ids of tests; an area of which no test is left stands for its tests. */
function namesOf(members: readonly TestResult[], all: readonly TestResult[]): string[] {
  return [...Map.groupBy(members, ({ area }) => area)].flatMap(([area, ofArea]) =>
    all.filter((test) => test.area === area).length === ofArea.length
      ? [`${cleanLine(area, 40)} (all ${ofArea.length})`]
      : ofArea.map(({ id }) => cleanLine(id, 200)),
  );
}

function listed(names: readonly string[]): string {
  const rest = names.length > NAMED ? ` and ${names.length - NAMED} more` : '';
  return `${names.slice(0, NAMED).join(', ')}${rest}`;
}
