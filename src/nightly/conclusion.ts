import { exitCodes } from '../results/verdict.ts';
import { leftCluster } from './left-cluster.ts';
import { endOf, type Night } from './night.ts';
import { verdictCode } from './night-verdict.ts';
import type { Step } from './steps.ts';

/**
 * How a night ended, for its last lines; pure. The verdict is the last one: after the conformance tests it is on both, if there is one on the suite; where
 * there is none, it is the word for what came in between, and what that was. After a pass with a cluster that is left, that is the last line.
 * @returns a line each.
 */
export function conclusionOf(night: Night): string[] {
  const left = leftCluster(night);
  if (!left) return verdictLines(night);
  const line = `the cluster is left, its deletion failed: ${left.message}; the next night deletes it first, and shakedown nightly --only-delete now`;
  return verdictCode(night) === exitCodes.passed
    ? [...verdictLines(night), `INFRASTRUCTURE: ${line}`]
    : [line, ...verdictLines(night)];
}

function verdictLines(night: Night): string[] {
  const [verify, conformance] = [endOf(night, 'verify'), endOf(night, 'conformance')];
  const isJudged = verify?.outcome === 'done';
  const failed = night.plan.flatMap((step) => {
    const end = endOf(night, step);
    return end?.outcome === 'failed' && !ON_THEIR_OWN.has(step) ? [`${step} failed: ${end.text}`] : [];
  });
  const kept = night.events.some((event) => event.kind === 'closed' && event.isKept);
  const above = [...failed, ...(kept ? ['the cluster is kept; the next night deletes it'] : [])];
  if (!isJudged) return [...above, ...(conformance ? [`conformance: ${conformance.text}`] : []), noVerdict(night)];
  if (!conformance) return [...above, verify.text];
  if (conformance.outcome === 'done') return [...above, conformance.text];
  return [...above, `the suite: ${verify.text}`, `${wordOf(conformance.exitCode)}: conformance: ${conformance.text}`];
}

/** Steps whose failures have lines of their own. */
const ON_THEIR_OWN: ReadonlySet<Step> = new Set(['verify', 'conformance', 'delete']);

function noVerdict(night: Night): string {
  const stop = night.events.find((event) => event.kind === 'stopped');
  if (stop) return `INCOMPLETE: ${stop.text}`;
  const { exitCode, text = 'there was no run' } = endOf(night, 'verify') ?? {};
  return `${wordOf(exitCode)}: ${text}`;
}

/** The word for an exit code of an error. */
function wordOf(exitCode: number | undefined): string {
  const [word = 'infrastructure'] = Object.entries(exitCodes).find(([, code]) => code === exitCode) ?? [];
  return word.toUpperCase();
}
