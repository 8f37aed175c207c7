import { kinds, type Pod } from '../../cluster/kinds/kinds.ts';
import { deployment } from '../../conditions/workloads/deployment.ts';
import type { ProbeFleet } from '../../instruments/agents/fleet/probe-fleet.ts';
import type { CheckScope } from '../../instruments/contract/check-scope.ts';
import type { RunContext } from '../../instruments/contract/instrument.ts';
import { containerNames } from '../../instruments/target-app/target-app-manifests.ts';
import type { DeployedApp } from '../../instruments/target-app/target-app.ts';
import type { CheckVerdict } from '../../results/model.ts';
import type { Application } from './application/application.ts';
import { restartApplication, type ApplicationOutcome } from './application/restart-application.ts';
import { disturb, type Begun, type Disturbance } from './disturb/disturb.ts';
import { figuresOf, type RequestFigures } from './figures.ts';
import { drainNode, endOldCordons, nodeToDrain } from './disturb/drain-node.ts';
import { isSettled } from './pods/is-settled.ts';
import { retried, underRequests, waitFor, type Restart } from './under-requests.ts';
import { judgeRequests } from './verdict/judge-requests.ts';

/** What came of a disturbance under requests. */
export interface RestartOutcome {
  verdict: CheckVerdict;
  figures: RequestFigures;
}

/** Pods that end under requests, as one check uses it. */
export interface RollingRestart {
  /**
   * Has probe agents send requests to an app whose replicas are ready, ends pods of it, waits until they are replaced, and judges the requests.
   * @param disturbance what ends the pods.
   * @throws WaitError when the app does not become ready again; ShakedownError EVICTION_REFUSED; InstrumentTooWeak
   */
  underRequests(app: DeployedApp, fleet: ProbeFleet, disturbance: Disturbance): Promise<RestartOutcome>;
  /**
   * The same while a node is drained of the app's pods. The check names {@link drainsNodes} in `uses`, and is skipped where no second node takes pods.
   * @throws as `underRequests`
   */
  underDrain(app: DeployedApp, fleet: ProbeFleet): Promise<RestartOutcome>;
  /**
   * Restarts an application of the cluster under requests to its health URL, and judges the requests, the ends of its pods and its budgets. When it does
   * not become ready again, its template is changed back.
   * @throws WaitError when it is not ready, before or after; ShakedownError APPLICATION_UNKNOWN; InstrumentTooWeak
   */
  ofApplication(application: Application, fleet: ProbeFleet): Promise<ApplicationOutcome>;
}

/** The scenario for one check. */
export function rollingRestartFor(run: RunContext, scope: CheckScope): RollingRestart {
  return {
    underRequests: (app, fleet, disturbance) =>
      scope.waiting(`a ${disturbance} of ${app.ref.name} under requests`, (signal) =>
        ofTargetApp({ run, scope, fleet, signal }, app, disturbance),
      ),
    underDrain: (app, fleet) =>
      scope.waiting(`a node is drained of ${app.ref.name} under requests`, (signal) =>
        ofTargetApp({ run, scope, fleet, signal }, app, 'node drain'),
      ),
    ofApplication: (application, fleet) =>
      scope.waiting(`${application.title} is restarted under requests`, (signal) =>
        restartApplication({ run, scope, fleet, signal }, application),
      ),
  };
}

async function ofTargetApp(
  restart: Restart,
  app: DeployedApp,
  disturbance: Disturbance | 'node drain',
): Promise<RestartOutcome> {
  const { cluster, config } = restart.run;
  const { namespace, name } = app.ref;
  const isOf = ({ metadata }: Pod) => metadata?.labels?.['app.kubernetes.io/name'] === name;
  const subject = { service: app.ref, request: { path: '/request' }, isOf, container: containerNames.app };
  const { ledger, pods } = await underRequests(restart, subject, async () => {
    const all = await retried(restart, 'the pods are listed', (ofTry) =>
      cluster.list(kinds.pods, { namespace }, { signal: ofTry }),
    );
    const living = all.filter((pod) => isOf(pod) && pod.metadata?.deletionTimestamp === undefined);
    if (disturbance === 'node drain') return drained(restart, app, isOf, living);
    await settled(restart, app, isOf, await disturb(restart, app, disturbance, living));
  });
  return {
    verdict: judgeRequests({
      ...{ ledger, pods, namespace, service: name, workload: `deployment ${name}` },
      outages: restart.run.cluster.outages,
    }),
    figures: figuresOf(ledger, pods, config.rollingRestart.slow),
  };
}

async function drained(
  restart: Restart,
  app: DeployedApp,
  isOf: (pod: Pod) => boolean,
  pods: readonly Pod[],
): Promise<void> {
  const { run, scope, signal } = restart;
  await retried(restart, 'no node is cordoned by a killed run', (ofTry) => endOldCordons(run, ofTry));
  const nodes = await retried(restart, 'the nodes are listed', (ofTry) =>
    run.cluster.list(kinds.nodes, {}, { signal: ofTry }),
  );
  const node = nodeToDrain(nodes, pods);
  if (node === undefined) return scope.skip('no second node takes pods while one is drained');
  const evicted = pods.filter(({ spec }) => spec?.nodeName === node);
  const replaced = new Set(evicted.map(({ metadata }) => metadata?.uid ?? ''));
  await drainNode(run, node, evicted, () => settled(restart, app, isOf, { replicas: pods.length, replaced }), signal);
}

/** The Deployment tells best why it is not ready, so it is asked first; a deleted pod may still count for it then, so it is asked again. */
async function settled(
  restart: Restart,
  { ref }: DeployedApp,
  isOf: (pod: Pod) => boolean,
  { replicas, replaced }: Begun,
): Promise<void> {
  await waitFor(restart, deployment(ref).hasReplicas(replicas));
  await waitFor(
    restart,
    isSettled({ title: `deployment ${ref.name}`, namespace: ref.namespace, isOf, replicas, replaced }),
  );
  await waitFor(restart, deployment(ref).hasReplicas(replicas));
}
