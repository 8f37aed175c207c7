import { formatDuration } from '../../../time/duration.ts';
import type { ScalingEvidence, ScalingFailure, ScalingVerdict } from './scaling-evidence.ts';

/** Issues with which the load is not the requested one. */
const BROKEN_LOAD = new Set(['LOAD_WORKER_LOST', 'LOAD_MASTER_ENDED', 'LOAD_NO_REQUEST', 'LOAD_NOTHING_SUCCEEDED']);

/** Looks are half a second apart. After this many seconds without a look it is unknown when something changed. */
const BLIND_SECONDS = 5;

/** The verdict when there was no load to react to: a worker or the master was lost, or no request was made or answered. Pure. */
export function brokenLoad({ validityIssues }: Pick<ScalingEvidence, 'validityIssues'>): ScalingVerdict | undefined {
  const broken = validityIssues.find(({ code }) => BROKEN_LOAD.has(code));
  return broken && { status: 'inconclusive', code: broken.code, message: broken.reason };
}

/**
 * The verdict, or `inconclusive` if it cannot be trusted: one that blames the cluster for being slow or unsteady is not valid when the generator had
 * too little CPU or the watch could not look, because a machine without enough CPU makes the load and the clocks unsteady. Pure.
 */
export function trusted(
  verdict: ScalingVerdict,
  evidence: Pick<ScalingEvidence, 'validityIssues' | 'podTrouble' | 'watched'>,
): ScalingVerdict {
  const { validityIssues, podTrouble, watched } = evidence;
  if (verdict.status !== 'failed' || isCertain(verdict, podTrouble)) return verdict;
  const issue = validityIssues[0] ?? unseen(watched.samples);
  if (!issue) return verdict;
  const message = `the figures cannot be trusted: ${issue.reason}`;
  const detail = [`${message}\nseen all the same: ${verdict.message}`, verdict.detail].filter(Boolean).join('\n');
  return { status: 'inconclusive', code: issue.code, message, detail };
}

function isCertain({ grounds }: ScalingFailure, podTrouble: ScalingEvidence['podTrouble']): boolean {
  return grounds === 'cause' || (grounds === 'pods' && podTrouble.some(({ certain }) => certain));
}

function unseen(samples: ScalingEvidence['watched']['samples']) {
  const gaps = samples.map(({ at }, index) => ({ at, seconds: at - (samples[index - 1]?.at ?? at) }));
  const longest = gaps.toSorted((a, b) => b.seconds - a.seconds)[0];
  if (!longest || longest.seconds <= BLIND_SECONDS) return undefined;
  const { at, seconds } = longest;
  const reason = `nothing could be seen for ${formatDuration(seconds)}, until ${formatDuration(at)} after the start of the load`;
  return { code: 'HPA_NOT_SEEN', reason };
}
