import { kinds } from '../../cluster/kinds/kinds.ts';
import { whySimulated } from '../../cluster/real-node.ts';
import { suiteImage } from '../../objects/image.ts';
import { retryTransient } from '../../conditions/waiting/retry-transient.ts';
import { milliseconds } from '../../time/duration.ts';
import type { CheckScope } from '../contract/check-scope.ts';
import type { RunContext } from '../contract/instrument.ts';
import { cpuRequestOf } from './cpu-request.ts';
import { countUp, figuresOf } from './figures.ts';
import { targetDeployment, targetService, type TargetAppSettings } from './target-app-manifests.ts';
import type { DeployedApp, TargetApp } from './target-app.ts';

/** The target apps of one check. */
export function targetAppFor(run: RunContext, scope: CheckScope): TargetApp {
  const { cluster, config, objects } = run;
  return {
    deploy: ({ name, replicas, version = 'v1', ...fitted }) =>
      scope.waiting(`${name} is deployed`, async (signal) => {
        const limits = { title: 'the nodes are listed', withinMs: retryMs(run, scope), signal };
        const nodes = await retryTransient(cluster, limits, (ofTry) =>
          cluster.list(kinds.nodes, {}, { signal: ofTry }),
        );
        const simulated = nodes.filter((node) => whySimulated(node) !== undefined);
        const place = { namespace: config.namespaces.workloads, name };
        const settings = { ...place, image: suiteImage(config), replicas, version, simulated, ...fitted };
        await Promise.all([
          objects.create(kinds.deployments, targetDeployment(settings), signal),
          objects.create(kinds.services, targetService(settings), signal),
        ]);
        return deployed(run, scope, settings);
      }),
  };
}

/** How long a change is retried while the API server fails, in milliseconds. */
function retryMs({ config }: RunContext, scope: CheckScope): number {
  return Math.min(milliseconds(config.time.rollout), scope.remaining());
}

function deployed(run: RunContext, scope: CheckScope, settings: TargetAppSettings): DeployedApp {
  const { cluster, objects } = run;
  const { namespace, name } = settings;
  const ref = { namespace, name };
  const change = (what: string, call: (ofTry: AbortSignal) => Promise<unknown>) =>
    scope.waiting(`${name} is ${what}`, async (signal) => {
      const title = `deployment ${namespace}/${name} is ${what}`;
      await retryTransient(cluster, { title, withinMs: retryMs(run, scope), signal }, call);
    });
  return {
    ref,
    cpuRequest: (container) =>
      scope.waiting(`the pods of ${name} are read`, (signal) => cpuRequestOf(cluster, ref, signal, container)),
    figures: () => scope.waiting(`${name} returns its figures`, (signal) => figuresOf(cluster, ref, signal)),
    count: (path, requests) =>
      scope.waiting(`${name} answers requests`, (signal) => countUp(cluster, ref, { path, requests }, signal)),
    scale: (replicas) =>
      change(`scaled to ${replicas}`, (ofTry) =>
        cluster.patch(kinds.deployments, ref, { spec: { replicas } }, { signal: ofTry }),
      ),
    roll: async (version) => {
      const { spec } = objects.withDefaults(targetDeployment({ ...settings, version })) as unknown as {
        spec: { template: object };
      };
      await change(`rolled to ${version}`, (ofTry) =>
        cluster.patch(kinds.deployments, ref, { spec: { template: spec.template } }, { signal: ofTry }),
      );
    },
    remove: () =>
      change('deleted with its Service', (ofTry) =>
        Promise.all([objects.delete(kinds.deployments, ref, ofTry), objects.delete(kinds.services, ref, ofTry)]),
      ),
    [Symbol.asyncDispose]: () =>
      scope.waiting(`${name} is removed`, () =>
        objects.remove([
          { kind: kinds.deployments, ref },
          { kind: kinds.services, ref },
        ]),
      ),
  };
}
