import {
  hasFailed,
  type RequestLedger,
  type SentRequest,
} from '../../../src/scenarios/rolling-restart/requests/sent-request.ts';
import type { Replaced } from '../../../testbed/upgrade.ts';

/** Where the clusters of these tests come from, and where they go. */
export const [UPGRADE_FROM, UPGRADE_TO] = ['v1.36.3', 'v1.37.2'] as const;

/** What became of the requests that were sent during a step of an upgrade. */
export interface StepLosses {
  /** The program that was replaced. */
  step: string;
  /** Until the new program was healthy. */
  seconds: number;
  sent: number;
  failed: number;
  /** The distinct errors and statuses of those that failed. */
  errors: string;
  /** Seconds until the slowest answer. */
  slowest: number;
}

/** The requests of a ledger by the step of the upgrade in which they were sent, in the order of the steps; pure. */
export function lossesByStep(requests: readonly SentRequest[], replaced: readonly Replaced[]): StepLosses[] {
  return replaced.map(({ program, began, ended }, index) => {
    // Also what is sent until the next step: the consequences of a step may come late. What was sent before all steps belongs to the first.
    const until = replaced[index + 1]?.began ?? Number.POSITIVE_INFINITY;
    const from = index === 0 ? Number.NEGATIVE_INFINITY : began;
    const sent = requests.filter((request) => request.sent >= from && request.sent < until);
    const failed = sent.filter(hasFailed);
    const errors = new Set(failed.map(({ error, status }) => error ?? `status ${status}`));
    const slowest = Math.max(0, ...sent.filter((one) => !hasFailed(one)).map((one) => one.ended - one.sent));
    return {
      ...{ step: program, seconds: (ended - began) / 1_000, sent: sent.length, failed: failed.length },
      ...{ errors: [...errors].join(', '), slowest: slowest / 1_000 },
    };
  });
}

/** A ledger for people: a line for each step, then one for each request that failed. */
export function ledgerText(losses: readonly StepLosses[], { requests }: RequestLedger): string {
  const steps = losses.map(({ step, seconds, sent, failed, slowest }) =>
    [step, `${seconds.toFixed(1)} s`, `${sent} sent`, `${failed} failed`, `slowest ${slowest.toFixed(3)} s`].join('\t'),
  );
  const failed = requests.filter(hasFailed).map((request) => JSON.stringify(request));
  return `${[...steps, ...failed].join('\n')}\n`;
}
