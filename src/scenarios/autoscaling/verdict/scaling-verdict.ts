import { formatDuration } from '../../../time/duration.ts';
import type { TermId } from '../clocks/budgets.ts';
import type { Hpa } from '../../../cluster/kinds/kinds.ts';
import type { Grounds, ScalingEvidence, ScalingFailure, ScalingVerdict } from './scaling-evidence.ts';
import { stageOf } from './stage.ts';
import { lastNeeded, momentsOf, peak, termsOf, directionChanges, type Watched } from './timeline.ts';
import { brokenLoad, trusted } from './trust.ts';
import { whyBlind } from '../../../conditions/kinds/why-blind.ts';

const TITLES: Readonly<Record<TermId, string>> = {
  'metric-above-target': 'the metric to show the load',
  decision: 'the HPA to decide',
  'pods-created': 'pods to be created',
  'pods-ready': 'pods to be ready',
  'metric-back-under-target': 'the metric to fall under its target',
  'scale-down-decision': 'the HPA to scale down',
  'at-minimum': 'the target to be at its minimum',
};

/** The verdict on an HPA's reaction, with its cause, unless the load cannot be trusted; pure. */
export function judgeScaling(evidence: ScalingEvidence): ScalingVerdict {
  return brokenLoad(evidence) ?? trusted(reaction(evidence), evidence);
}

function reaction(evidence: ScalingEvidence): ScalingVerdict {
  return (
    blind(evidence) ??
    loadTooShort(evidence) ??
    loadTooSmall(evidence) ??
    noDecision(evidence) ??
    decidedInVain(evidence) ??
    limited(evidence) ??
    unsteady(evidence) ??
    notDown(evidence) ??
    outOfTime(evidence) ?? { status: 'passed', code: 'HPA_FOLLOWED', message: 'followed the load up and down in time' }
  );
}

/** The conditions of an HPA, one per line. */
export function formatConditions(hpa: Hpa | undefined): string {
  return (hpa?.status?.conditions ?? [])
    .map(({ type, status, reason, message }) => `${type} ${status}: ${reason}${message ? `, ${message}` : ''}`)
    .join('\n');
}

function blind({ hpa, metric, metricsTrouble, watched }: ScalingEvidence): ScalingVerdict | undefined {
  if (!hpa) return failed('HPA_DELETED', 'cause', 'the HPA was deleted');
  const cause = whyBlind(hpa, metricsTrouble);
  // It may have been blind only for a moment: the metric must have existed when it mattered.
  if (cause && momentsOf(watched).decision === undefined) return failed(cause.code, cause.grounds, cause.message, hpa);
  if (peak(watched.samples, watched.loadStopped) === undefined)
    return failed('HPA_METRIC_MISSING', 'timing', `there was no ${metric.name} metric for the pods of the target`, hpa);
  return undefined;
}

/** A load that ends before the clocks allow the HPA to follow it, such as a short peak, proves nothing, and nobody is at fault. */
function loadTooShort({ watched, budgets }: ScalingEvidence): ScalingVerdict | undefined {
  const { loadStopped, ...underLoad } = watched;
  if (loadStopped === undefined) return undefined;
  const samples = watched.samples.filter(({ at }) => at <= loadStopped);
  const stage = stageOf({ ...underLoad, samples }, budgets, loadStopped);
  if (stage.state !== 'waiting') return undefined;
  const message = `the load lasted ${formatDuration(loadStopped)}; by the clocks it may take ${formatDuration(stage.until)} for ${TITLES[stage.term]}`;
  return { status: 'skipped', code: 'HPA_LOAD_TOO_SHORT', message };
}

function loadTooSmall({ watched, metric, hpa }: ScalingEvidence): ScalingVerdict | undefined {
  const highest = peak(watched.samples, watched.loadStopped) ?? 0;
  const needed = 1 + watched.tolerance;
  if (highest > needed || momentsOf(watched).decision !== undefined) return undefined;
  const seen = `peak ${percentOf(highest, metric)} of the ${metric.target} % target`;
  const factor = highest > 0 ? (needed / highest).toFixed(1) : undefined;
  const advice =
    factor === undefined ? 'the load did not reach the target at all' : `about ${factor} × the load would cross it`;
  return {
    status: 'inconclusive',
    code: 'HPA_LOAD_TOO_SMALL',
    message: `${seen}; ${advice}`,
    detail: formatConditions(hpa),
  };
}

function noDecision(evidence: ScalingEvidence): ScalingVerdict | undefined {
  const { watched, hpa, metric, budgets } = evidence;
  const { decision, metricAbove = 0 } = momentsOf(watched);
  if (decision !== undefined) return undefined;
  const most = hpa?.spec?.maxReplicas ?? 0;
  if (watched.before >= most) return atMaximum(evidence, most);
  const end = watched.loadStopped ?? watched.samples.at(-1)?.at ?? 0;
  const high = percentOf(peak(watched.samples, watched.loadStopped) ?? 0, metric);
  const message = `${metric.name} was above its target of ${metric.target} % for ${formatDuration(end - metricAbove)} (peak ${high}), and the HPA did not decide; ${formatDuration(budgets.decision.most)} are allowed`;
  return failed('HPA_NO_DECISION', 'timing', message, hpa);
}

function decidedInVain(evidence: ScalingEvidence): ScalingVerdict | undefined {
  const { watched } = evidence;
  const { decision, created, ready } = momentsOf(watched);
  if (decision === undefined || ready !== undefined) return undefined;
  const wanted = watched.samples.find(({ at }) => at === decision)?.desired ?? 0;
  return podsMissing(evidence, wanted, created !== undefined);
}

function podsMissing({ watched, hpa, podTrouble }: ScalingEvidence, wanted: number, created: boolean): ScalingVerdict {
  const last = lastUnderLoad(watched);
  const why = podTrouble.length > 0 ? podTrouble.map(({ text }) => text).join('; ') : 'no event says why';
  return created
    ? failed('HPA_PODS_NOT_READY', 'pods', `${wanted} replicas wanted, ${last?.ready ?? 0} ready: ${why}`, hpa)
    : failed(
        'HPA_PODS_NOT_CREATED',
        'pods',
        `${wanted} replicas wanted, ${last?.created ?? 0} pods created: ${why}`,
        hpa,
      );
}

function limited(evidence: ScalingEvidence): ScalingVerdict | undefined {
  const { watched, hpa, metric, budgets, podTrouble } = evidence;
  const { ready, backUnder } = momentsOf(watched);
  if (ready === undefined || backUnder !== undefined) return undefined;
  const most = hpa?.spec?.maxReplicas ?? 0;
  const last = lastUnderLoad(watched);
  // The target was met, but not by pods that carried the load.
  if ((last?.metric ?? 0) <= 1 + watched.tolerance) return notCarried(evidence);
  const wanted = last?.desired ?? 0;
  const missing = (last?.ready ?? 0) < wanted;
  // The first pods were created, and later ones are not: neither the maximum nor the HPA is at fault.
  if (missing && podTrouble.length > 0) return podsMissing(evidence, wanted, (last?.created ?? 0) >= wanted);
  if (wanted >= most && !missing) return atMaximum(evidence, most);
  const end = watched.loadStopped ?? watched.samples.at(-1)?.at ?? 0;
  const message = `${metric.name} stayed at ${percentOf(last?.metric ?? 0, metric)} of the ${metric.target} % target for ${formatDuration(end - ready)} after ${last?.ready ?? 0} pods were ready; ${formatDuration(budgets['metric-back-under-target'].most)} are allowed`;
  return failed('HPA_STILL_ABOVE_TARGET', 'timing', message, hpa);
}

function notCarried({ watched, hpa, podTrouble }: ScalingEvidence): ScalingVerdict {
  const { desired = 0, ready = 0, rate = 0 } = lastUnderLoad(watched) ?? {};
  const why = podTrouble.map(({ text }) => `; ${text}`).join('');
  if (ready < desired)
    return failed('HPA_PODS_NOT_READY', 'pods', `of ${desired} replicas that were ready ${ready} still are${why}`, hpa);
  const message = `only ${rate.toFixed(1)} of the ${watched.rate ?? 0} requested requests per second were made`;
  return { status: 'inconclusive', code: 'LOAD_RATE_SHORT', message };
}

function atMaximum({ watched, metric, hpa }: ScalingEvidence, most: number): ScalingVerdict {
  const now = percentOf(lastUnderLoad(watched)?.metric ?? 0, metric);
  return failed(
    'HPA_AT_MAXIMUM',
    'cause',
    `limited by maxReplicas ${most}: ${metric.name} stays at ${now} of the ${metric.target} % target`,
    hpa,
  );
}

function unsteady({ watched, hpa, budgets, metric }: ScalingEvidence): ScalingVerdict | undefined {
  const { turns, fell } = directionChanges(watched.samples, watched.loadStopped);
  if (turns >= 2)
    return failed('HPA_FLAPPED', 'timing', `changed its direction ${turns} times while the load ran`, hpa);
  if (!fell) return undefined;
  // While the metric justified the old count within the stabilisation window, a step down is too early.
  const needed = lastNeeded(watched, fell.from, fell.at);
  const least = budgets['scale-down-decision'].least;
  if (needed === undefined || fell.at - needed >= least) return undefined;
  const message = `scaled down too early: ${fell.from} → ${fell.to} replicas ${formatDuration(fell.at - needed)} after ${metric.name} still needed ${fell.from}; not before ${formatDuration(least)}`;
  return failed('HPA_SCALED_DOWN_TOO_EARLY', 'timing', message, hpa);
}

function notDown({ watched, hpa, budgets }: ScalingEvidence): ScalingVerdict | undefined {
  const { loadStopped } = watched;
  const { downDecision, atMinimum } = momentsOf(watched);
  if (loadStopped === undefined) return undefined;
  const end = watched.samples.at(-1)?.at ?? loadStopped;
  const wanted = watched.samples.at(-1)?.desired;
  if (downDecision === undefined) {
    const message = `the load stopped ${formatDuration(end - loadStopped)} ago, and the HPA still wants ${wanted} replicas; ${formatDuration(budgets['scale-down-decision'].most)} are allowed`;
    return failed('HPA_NO_SCALE_DOWN', 'timing', message, hpa);
  }
  const least = budgets['scale-down-decision'].least;
  if (downDecision - loadStopped < least)
    return failed(
      'HPA_SCALED_DOWN_TOO_EARLY',
      'timing',
      `scaled down too early: ${formatDuration(downDecision - loadStopped)} after the load stopped, not before ${formatDuration(least)}`,
      hpa,
    );
  if (atMinimum !== undefined) return undefined;
  const message = `${wanted} replicas are still wanted ${formatDuration(end - downDecision)} after the first step down, the minimum is ${watched.minReplicas}`;
  return failed('HPA_NOT_AT_MINIMUM', 'timing', message, hpa);
}

function outOfTime({ watched, budgets, hpa }: ScalingEvidence): ScalingVerdict | undefined {
  const terms = Object.entries(termsOf(momentsOf(watched), watched.loadStopped)) as [TermId, number][];
  for (const [term, seconds] of terms) {
    const { most, least, reason } = budgets[term];
    if (seconds > most)
      return failed(
        'HPA_TOO_SLOW',
        'timing',
        `${formatDuration(seconds)} for ${TITLES[term]}, ${formatDuration(most)} are allowed (${reason})`,
        hpa,
      );
    if (seconds < least)
      return {
        status: 'inconclusive',
        code: 'HPA_TOO_SOON',
        message: `only ${formatDuration(seconds)} for ${TITLES[term]}; by the clocks it takes at least ${formatDuration(least)}: something else has raised the metric`,
      };
  }
  return undefined;
}

function lastUnderLoad({ samples, loadStopped = Number.POSITIVE_INFINITY }: Watched) {
  return samples.findLast(({ at, metric }) => at <= loadStopped && metric !== undefined);
}

function percentOf(ratio: number, { target }: ScalingEvidence['metric']): string {
  return `${Math.round(ratio * target)} %`;
}

function failed(code: string, grounds: Grounds, message: string, hpa?: Hpa): ScalingFailure {
  const detail = formatConditions(hpa);
  return { status: 'failed', grounds, code, message, ...(detail !== '' && { detail }) };
}
