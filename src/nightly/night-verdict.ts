import { exitCodes } from '../results/verdict.ts';
import { leftCluster } from './left-cluster.ts';
import { endOf, isStopped, stateOf, type Night } from './night.ts';

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
  const code = verdictCode(night);
  return code === exitCodes.passed && leftCluster(night) ? exitCodes.infrastructure : code;
}

/** The exit code of a night, whatever became of its cluster; pure. */
export function verdictCode(night: Night): number {
  const codes = [
    ...(stateOf(night, 'build') === 'failed' && !isStopped(night) ? [exitCodes.infrastructure] : []),
    ...(['verify', 'conformance'] as const)
      .filter((step) => night.plan.includes(step))
      .map((step) => endOf(night, step)?.exitCode ?? exitCodes.incomplete),
    ...(isStopped(night) ? [exitCodes.incomplete] : []),
  ];
  return PRECEDENCE.find((code) => codes.includes(code)) ?? exitCodes.passed;
}
