import { exitCodes } from '../results/verdict.ts';
import { endOf, hasCluster, isStopped, stateOf, type Night } from './night.ts';

/** When several apply, the first decides, as for the verdict of a run. */
const PRECEDENCE = [
  exitCodes.usage,
  exitCodes.infrastructure,
  exitCodes.failed,
  exitCodes.incomplete,
  exitCodes.inconclusive,
];

/**
 * The exit code of a night; pure. It is that of the verdicts; a build that failed is infrastructure, a night that was stopped is incomplete
 * unless its verdict is worse. A cluster that could not be deleted counts only where all else has passed.
 */
export function exitCodeOfNight(night: Night): number {
  const codes = [
    ...(stateOf(night, 'build') === 'failed' && !isStopped(night) ? [exitCodes.infrastructure] : []),
    ...(['verify', 'conformance'] as const)
      .filter((step) => night.plan.includes(step))
      .map((step) => endOf(night, step)?.exitCode ?? exitCodes.incomplete),
    ...(isStopped(night) ? [exitCodes.incomplete] : []),
  ];
  const worst = PRECEDENCE.find((code) => codes.includes(code)) ?? exitCodes.passed;
  const isLeft = hasCluster(night) && stateOf(night, 'delete') === 'failed';
  return worst === exitCodes.passed && isLeft ? exitCodes.infrastructure : worst;
}
