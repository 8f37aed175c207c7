import type { Outage } from '../../../cluster/cluster.ts';
import type { CheckVerdict } from '../../../results/model.ts';
import type { EndingPod } from '../pods/ending-pod.ts';
import { KILLED } from '../pods/seen-pod.ts';
import type { RequestLedger } from '../requests/sent-request.ts';
import { duringOutage, outageBehind } from './api-server-outage.ts';
import { phases, placeFailures, type Phase, type PlacedRequest } from './phases.ts';

/** What is judged. */
export interface Disturbed {
  ledger: RequestLedger;
  /** The pods that ended meanwhile. */
  pods: readonly EndingPod[];
  namespace: string;
  /** The Service that got the requests. */
  service: string;
  /** When the API server gave no answer. */
  outages: readonly Outage[];
  /** The workload behind it: `deployment web`. */
  workload: string;
  /** Why no other pod of it serves meanwhile, so that requests must be lost. */
  noOtherPod?: string;
}

/** The share of requests that may remain unsent. */
const MISSED = 0.1;

/** Whether pods ended without losing a request, and if not, why; pure. */
export function judgeRequests(seen: Disturbed): CheckVerdict {
  const failures = placeFailures(seen.ledger.requests, seen.pods);
  const figures = { counts: countsOf(failures, seen.ledger) };
  const killed = seen.pods.find(({ exitCode }) => exitCode === KILLED);
  if (killed) return { status: 'failed', code: 'POD_KILLED', ...killedText(killed), ...figures };
  // An agent without CPU waits for answers that have long arrived.
  const late = tooFewSent(seen.ledger);
  if (late && failures.every(({ request }) => request.error === 'timeout')) return { ...late, ...figures };
  const worst = worstOf(failures.filter((failure) => !outageBehind(failure, seen.outages)));
  const [first] = failures;
  const outage = first && outageBehind(first, seen.outages);
  if (!worst && outage) return { ...duringOutage(first, outage), ...figures, detail: detailOf(failures) };
  if (worst) return { ...failedText(worst, seen), ...figures, detail: detailOf(failures) };
  const early = tooShort(seen.ledger);
  if (early) return { ...early, ...figures };
  return noneReached(seen) ?? { status: 'passed', code: 'NO_REQUEST_LOST', message: 'no request failed' };
}

function killedText({ name, reason, graceSeconds }: EndingPod) {
  if (reason === 'OOMKilled')
    return {
      message: `pod ${name} is killed: it uses more memory than its limit while it ends`,
      todo: 'raise the memory limit of its container',
    };
  return {
    message: `pod ${name} is killed: it does not end within its grace period of ${graceSeconds} s after SIGTERM`,
    todo: 'let the app end on SIGTERM, or raise terminationGracePeriodSeconds',
  };
}

/** The failures of the phase with the most of them; the earliest of those with as many. */
function worstOf(failures: readonly PlacedRequest[]): PlacedRequest[] | undefined {
  const byPhase = Map.groupBy(failures, ({ phase }) => phase);
  return (Object.keys(phases) as Phase[])
    .flatMap((phase) => [byPhase.get(phase) ?? []])
    .filter(({ length }) => length > 0)
    .toSorted((a, b) => b.length - a.length)[0];
}

const SERVE_ON =
  'let it serve for some seconds after SIGTERM: by a preStop hook that sleeps, or in the app; raise terminationGracePeriodSeconds by as much';

function failedText(
  failures: readonly PlacedRequest[],
  seen: Disturbed,
): Pick<CheckVerdict, 'status' | 'code' | 'message' | 'todo'> {
  const [{ phase, pod, request }] = failures as [PlacedRequest];
  const failed = (code: string, message: string, todo: string) => ({ status: 'failed' as const, code, message, todo });
  const subject = `pod ${pod?.name}`;
  const { workload, noOtherPod } = seen;
  const begun = Math.min(...seen.pods.map(({ sigterm }) => sigterm));
  // An answer that says no comes from a pod that serves.
  if (noOtherPod !== undefined && request.status === undefined && request.ended >= begun)
    return failed(
      'NO_OTHER_POD',
      `a restart of ${workload} loses requests: ${noOtherPod}: ${whatHappened(request)}`,
      'run more replicas, with a rolling update that leaves some of them; until then restart it when nobody needs it',
    );
  if (phase === 'before') return beforeText(failures, seen);
  if (phase === 'listed')
    return failed(
      'FAILED_WHILE_LISTED',
      `${subject} serves no requests after SIGTERM, while its endpoint is listed: ${whatHappened(request)}`,
      SERVE_ON,
    );
  if (phase === 'overdue')
    return failed(
      'ENDPOINT_REMOVED_LATE',
      `the endpoint of ${subject} is still listed ${secondsSince(pod, request)} s after SIGTERM: ${whatHappened(request)}`,
      'see what removes endpoints: kubectl -n kube-system logs -l component=kube-controller-manager',
    );
  if (phase === 'removed')
    return failed(
      'FAILED_AFTER_REMOVAL',
      `${subject} serves no requests after its endpoint was removed, and still gets some: ${whatHappened(request)}`,
      `${SERVE_ON}; or see why the nodes apply changes of endpoints late: kubectl -n kube-system logs -l k8s-app=kube-proxy`,
    );
  const early = pod?.exit !== undefined && (pod.unlisted === undefined || pod.exit < pod.unlisted);
  return failed(
    early ? 'EXITED_WHILE_LISTED' : 'EXITED_TOO_EARLY',
    early
      ? `${subject} exits while its endpoint is listed: ${whatHappened(request)}`
      : `${subject} exits before the nodes have learned that its endpoint was removed: ${whatHappened(request)}`,
    SERVE_ON,
  );
}

/** How long the endpoint of a pod was listed after SIGTERM, as far as it is known, in seconds. */
function secondsSince(pod: EndingPod | undefined, { ended }: PlacedRequest['request']): string {
  return (((pod?.unlisted ?? ended) - (pod?.sigterm ?? ended)) / 1_000).toFixed(1);
}

/** Failures while no pod that they went to was ending. */
function beforeText(
  failures: readonly PlacedRequest[],
  { namespace, service, workload }: Disturbed,
): Pick<CheckVerdict, 'status' | 'code' | 'message' | 'todo'> {
  const answered = failures.find(({ request }) => request.status !== undefined);
  if (answered)
    return {
      status: 'failed',
      code: 'FAILED_WHILE_READY',
      message: `${answered.request.pod === undefined ? workload : `pod ${answered.request.pod}`} is ready, and ${whatHappened(answered.request)}`,
      todo: `let the readiness probe fail until the app serves: kubectl -n ${namespace} get ${workload} -o yaml`,
    };
  const { request } = failures[0] as PlacedRequest;
  return {
    status: 'failed',
    code: 'FAILED_BEFORE_SIGTERM',
    message: `service ${namespace}/${service} loses requests from node ${request.node} while none of its pods ends: ${whatHappened(request)}`,
    todo: `see the network between the nodes, and whether a pod is ready before it serves: kubectl -n ${namespace} describe endpointslices`,
  };
}

function whatHappened({ status, error, reused }: PlacedRequest['request']): string {
  if (status !== undefined && error === undefined) return `answers ${status}`;
  const what =
    error === 'timeout' ? 'no answer' : error === 'ECONNREFUSED' ? 'connection refused' : `connection lost (${error})`;
  return reused ? `${what}, on an open connection` : what;
}

/** @example '12 of 950 requests failed: 10 after the exit, 2 before SIGTERM' */
function countsOf(failures: readonly PlacedRequest[], { requests }: RequestLedger): string {
  const parts = (Object.keys(phases) as Phase[]).flatMap((phase) => {
    const { length } = failures.filter((failure) => failure.phase === phase);
    return length > 0 ? [`${length} ${phases[phase]}`] : [];
  });
  const all = `${failures.length} of ${requests.length} requests failed`;
  return parts.length > 0 ? `${all}: ${parts.join(', ')}` : all;
}

/** The most failures that are listed one by one. */
const LISTED = 20;

function detailOf(failures: readonly PlacedRequest[]): string {
  const lines = failures.slice(0, LISTED).map(({ request, phase, pod }) => {
    const { node, sent, ended } = request;
    const since = pod ? `, sent ${Math.round(sent - pod.sigterm)} ms after SIGTERM of ${pod.name}` : '';
    return `from node ${node}${since}, after ${Math.round(ended - sent)} ms: ${whatHappened(request)} (${phases[phase]})`;
  });
  const more = failures.length - lines.length;
  return [...lines, ...(more > 0 ? [`and ${more} more`] : [])].join('\n');
}

const weak = (message: string): CheckVerdict => ({ status: 'inconclusive', code: 'REQUESTS_TOO_FEW', message });

/** Whether the agents could not send what they were to. */
function tooFewSent({ due, missed }: RequestLedger): CheckVerdict | undefined {
  if (due > 0 && missed <= due * MISSED) return undefined;
  return weak(`the probe agents could not send ${missed} of ${due} requests in time: they had too little CPU`);
}

/** Whether requests ended before the pods were replaced: what came later is not known. */
function tooShort({ endedEarly }: RequestLedger): CheckVerdict | undefined {
  if (endedEarly === undefined) return undefined;
  const message = `the requests ended after ${Math.round(endedEarly.afterMs / 1_000)} s, before the pods were replaced; none failed until then`;
  return { status: 'inconclusive', code: 'REQUESTS_ENDED_EARLY', message };
}

/** Whether no request could have shown a loss. */
function noneReached({ ledger: { requests }, pods }: Disturbed): CheckVerdict | undefined {
  const served = new Set(requests.map(({ pod }) => pod));
  // Only target apps name their pods.
  const isTold = [...served].some((pod) => pod !== undefined);
  if (!isTold || pods.some(({ name }) => served.has(name))) return undefined;
  return weak('none of the pods that ended had answered a request');
}
