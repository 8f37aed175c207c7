import { exitCodes } from '../results/verdict.ts';
import { endOf, type Night } from './night.ts';

/**
 * How a night ended, for its last lines; pure. The verdict is the last one: after the conformance tests it is on both, if there is one on the suite; where
 * there is none, it is the word for what came in between, and what that was.
 * @returns a line each.
 */
export function conclusionOf(night: Night): string[] {
  const [verify, conformance] = [endOf(night, 'verify'), endOf(night, 'conformance')];
  const isJudged = verify?.outcome === 'done';
  const failed = night.plan.flatMap((step) => {
    const end = endOf(night, step);
    return end?.outcome === 'failed' && step !== 'verify' && step !== 'conformance'
      ? [`${step} failed: ${end.text}`]
      : [];
  });
  const kept = night.events.some((event) => event.kind === 'closed' && event.isKept);
  const above = [...failed, ...(kept ? ['the cluster is kept; the next night deletes it'] : [])];
  if (!isJudged) return [...above, ...(conformance ? [`conformance: ${conformance.text}`] : []), noVerdict(night)];
  if (!conformance) return [...above, verify.text];
  if (conformance.outcome === 'done') return [...above, conformance.text];
  return [...above, `the suite: ${verify.text}`, `${wordOf(conformance.exitCode)}: conformance: ${conformance.text}`];
}

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
