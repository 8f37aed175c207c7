import { hasJudged } from '../judged.ts';
import type { Status } from '../model.ts';

/** The status of a test in one run; `undefined` where it was not planned. */
export interface Seen {
  run: string;
  status: Status | undefined;
  /** Whether its failure there did not decide the verdict. @default false */
  quarantined?: boolean;
}

/** How a test ended over the runs of a cluster. */
export interface TestHistory {
  id: string;
  /** Its status in each run, in their order. */
  statuses: (Status | undefined)[];
  /** How many runs judged it, passed or failed, and how many of them passed. */
  judged: number;
  passed: number;
  /** How often it changed between passed and failed from one run that judged it to the next. */
  flips: number;
  /** The share of flips of all such steps: 0 for a test that broke for good as well as for one that never did. */
  flakeRate: number;
  /** While it fails: the first run of this series of failures, and how many they are. */
  failing?: { since: string; runs: number };
  /** Whether its newest failure is quarantined; absent while it passes. */
  quarantined?: true;
  /** Once it passes again: the first run that passed, and how many runs had failed before it. */
  fixed?: { in: string; after: number };
}

/**
 * How a test ended over time; pure. Runs that did not judge it are left out: a skipped test neither fails nor is fixed.
 * @param seen the oldest run first.
 */
export function testHistory(id: string, seen: readonly Seen[]): TestHistory {
  const judged = seen.filter(({ status }) => hasJudged(status));
  const flips = judged.filter(({ status }, index) => index > 0 && status !== judged[index - 1]?.status).length;
  return {
    id,
    statuses: seen.map(({ status }) => status),
    judged: judged.length,
    passed: judged.filter(({ status }) => status === 'passed').length,
    flips,
    // One change is a break or a repair; what is more goes to and fro.
    flakeRate: judged.length < 3 ? 0 : Math.max(0, flips - 1) / (judged.length - 2),
    ...stateOf(judged),
  };
}

function stateOf(judged: readonly Seen[]): Pick<TestHistory, 'failing' | 'fixed' | 'quarantined'> {
  const lastPass = judged.findLastIndex(({ status }) => status === 'passed');
  const lastFailure = judged.findLastIndex(({ status }) => status === 'failed');
  if (lastFailure < 0) return {};
  if (lastFailure > lastPass)
    return {
      failing: { since: judged[lastPass + 1]?.run ?? '', runs: judged.length - 1 - lastPass },
      ...(judged[lastFailure]?.quarantined === true && { quarantined: true }),
    };
  const before = judged.slice(0, lastFailure).findLastIndex(({ status }) => status === 'passed');
  return { fixed: { in: judged[lastFailure + 1]?.run ?? '', after: lastFailure - before } };
}
