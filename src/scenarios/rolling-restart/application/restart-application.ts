import { ClusterError } from '../../../cluster/cluster-error.ts';
import { kinds, type Deployment, type Pod, type StatefulSet } from '../../../cluster/kinds/kinds.ts';
import { selects } from '../../../conditions/kinds/label-selector.ts';
import { deployment } from '../../../conditions/workloads/deployment.ts';
import { statefulSet } from '../../../conditions/workloads/stateful-set.ts';
import type { Condition } from '../../../conditions/waiting/condition.ts';
import { until } from '../../../conditions/waiting/until.ts';
import { ShakedownError } from '../../../errors/shakedown-error.ts';
import type { CheckVerdict } from '../../../results/model.ts';
import { milliseconds } from '../../../time/duration.ts';
import { figuresOf, type RequestFigures } from '../figures.ts';
import type { RequestLedger, SentRequest } from '../requests/sent-request.ts';
import { isSettled } from '../pods/is-settled.ts';
import { underRequests, waitFor, type Restart } from '../under-requests.ts';
import type { Application } from './application.ts';
import { watchShortBudgets } from './short-budgets.ts';
import { formatEnds, judgeApplication } from './judge-application.ts';
import { whyNoOtherPod } from './no-other-pod.ts';
import { restarted } from './restarted.ts';

/** What came of the restart of an application. */
export interface ApplicationOutcome {
  verdict: CheckVerdict;
  figures: RequestFigures;
  /** The longest grace period of its pods, in seconds. */
  graceSeconds: number;
  /** What is worth knowing: exit codes, budgets. */
  notes: string[];
}

/**
 * Restarts an application as `kubectl rollout restart` does, while agents ask for its health URL. If it does not become ready again, the annotation is
 * changed back, which makes its controller return to the old pods.
 * https://github.com/kubernetes/kubectl/blob/v0.36.0/pkg/polymorphichelpers/objectrestarter.go
 * @throws ShakedownError APPLICATION_UNKNOWN when it or its Service does not exist; WaitError when it is not ready, before or after
 */
export async function restartApplication(restart: Restart, application: Application): Promise<ApplicationOutcome> {
  const { run, scope, signal } = restart;
  const { cluster, config } = run;
  const { kind, ref, health, title } = application;
  const { namespace } = ref;
  const found = await known(application, cluster.get(kind, ref, { signal }), title);
  const reason = whyNotRestarted(found);
  if (reason !== undefined) scope.skip(reason);
  const service = { namespace, name: health.service };
  await known(application, cluster.get(kinds.services, service, { signal }), `service ${service.name}`);
  const atDesired = conditionOf(application);
  const withinMs = Math.min(milliseconds(config.time.settle), scope.remaining());
  await until(cluster, atDesired, { withinMs, signal });

  const selector = found.spec?.selector ?? {};
  const isOf = ({ metadata }: Pod) => selects(selector, metadata?.labels);
  using budgets = await watchShortBudgets(cluster, namespace, found.spec?.template?.metadata?.labels ?? {}, signal);
  const request = { path: health.path, hostName: `${service.name}.${namespace}` };
  const subject = { service, request, isOf, ...(health.port !== undefined && { port: health.port }) };
  const { ledger: whole, pods } = await underRequests(restart, subject, async () => {
    const old = (await cluster.list(kinds.pods, { namespace }, { signal })).filter(isOf);
    const replaced = new Set(old.map(({ metadata }) => metadata?.uid ?? ''));
    await restarted({ cluster, application, found, signal }, async () => {
      // Its pods are replaced one after the other at worst.
      const longest = withinMs * (1 + (found.spec?.replicas ?? 1));
      await until(cluster, atDesired, { withinMs: Math.min(longest, scope.remaining()), signal });
      await waitFor(restart, isSettled({ title, namespace, isOf, replaced }));
    });
  });
  const ledger = kind.kind === 'StatefulSet' ? withoutPods(whole) : whole;
  const noOtherPod = whyNoOtherPod(found);
  const seen = {
    ...{ ledger, pods, namespace, service: service.name, workload: title, short: budgets.short },
    outages: cluster.outages,
    ...(noOtherPod !== undefined && { noOtherPod }),
  };
  const ends = formatEnds(seen);
  return {
    verdict: judgeApplication(seen),
    figures: figuresOf(ledger, pods, config.rollingRestart.slow),
    graceSeconds: Math.max(0, ...pods.map(({ graceSeconds }) => graceSeconds)),
    notes: [
      ...(ends === undefined ? [] : [ends]),
      ...(budgets.names.length > 0 ? [`its poddisruptionbudgets: ${budgets.names.slice(0, 5).join(', ')}`] : []),
    ],
  };
}

/** A new pod of a StatefulSet has the name of the old one, so the name in an answer does not say which of them it was. */
function withoutPods(ledger: RequestLedger): RequestLedger {
  return { ...ledger, requests: ledger.requests.map((request) => omitPod(request)) };
}

function omitPod(request: SentRequest): SentRequest {
  const { pod: _omitted, ...rest } = request;
  return rest;
}

/** Why a restart does not replace its pods; pure. */
export function whyNotRestarted({ spec }: Deployment | StatefulSet): string | undefined {
  if (spec?.replicas === 0) return 'it is scaled to zero';
  if (spec && 'paused' in spec && spec.paused) return 'its rollouts are paused';
  const { type } = (spec && 'updateStrategy' in spec ? spec.updateStrategy : undefined) ?? {};
  if (type === 'OnDelete') return 'its update strategy is OnDelete: a restart replaces no pod';
  return undefined;
}

function conditionOf({ kind, ref }: Application): Condition {
  return kind.kind === 'StatefulSet' ? statefulSet(ref).hasDesiredReplicas() : deployment(ref).hasDesiredReplicas();
}

async function known<T>({ ref: { namespace } }: Application, read: Promise<T>, what: string): Promise<T> {
  try {
    return await read;
  } catch (error) {
    if (!(error instanceof ClusterError && error.code === 'CLUSTER_NOT_FOUND')) throw error;
    throw new ShakedownError('APPLICATION_UNKNOWN', {
      meaning: 'usage',
      expected: 'rollingRestart.applications to name applications and Services that exist',
      seen: `there is no ${what} in namespace ${namespace}`,
      todo: 'correct rollingRestart.applications in the configuration',
      cause: error,
    });
  }
}
