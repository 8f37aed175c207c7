import type { Cluster } from '../../cluster/cluster.ts';
import { kinds } from '../../cluster/kinds.ts';
import { whySimulated } from '../../cluster/real-node.ts';
import { owns, type Right } from '../../cluster/rights.ts';
import type { Config } from '../../config/schema.ts';
import { suiteImage } from '../../objects/image.ts';
import type { Objects } from '../../objects/objects.ts';
import { retryTransient } from '../../conditions/waiting/retry-transient.ts';
import { clearingRights } from '../../objects/rights.ts';
import { milliseconds } from '../../time/duration.ts';
import { cpuRequestsOf } from './cpu-requests.ts';
import { figuresOf, figuresRights } from './figures.ts';
import { targetDeployment, targetService, type TargetAppSettings } from './target-app-manifests.ts';
import type { DeployedApp, TargetApp } from './target-app.ts';

/** What target apps need of the API server; a check that deploys one uses them. */
export const targetAppRights: readonly Right[] = [
  owns(kinds.deployments),
  owns(kinds.services),
  ...figuresRights,
  ...clearingRights('workloads'),
];

/** What the target apps of a run are made with. */
export interface TargetAppContext {
  cluster: Cluster;
  config: Config;
  objects: Objects;
}

/** The instrument that deploys target apps into the namespace for workloads. */
export function makeTargetApp({ cluster, config, objects }: TargetAppContext): TargetApp {
  const namespace = config.namespaces.workloads;
  return {
    rights: targetAppRights,
    deploy: async ({ name, replicas, version = 'v1', ...fitted }, signal) => {
      const withinMs = milliseconds(config.time.rollout);
      const nodes = await retryTransient(cluster, { title: 'the nodes are listed', withinMs, signal }, (ofTry) =>
        cluster.list(kinds.nodes, {}, { signal: ofTry }),
      );
      const simulated = nodes.filter((node) => whySimulated(node) !== undefined);
      const settings = { namespace, name, image: suiteImage(config), replicas, version, simulated, ...fitted };
      await Promise.all([
        objects.create(kinds.deployments, targetDeployment(settings), signal),
        objects.create(kinds.services, targetService(settings), signal),
      ]);
      return deployed({ cluster, objects, settings, withinMs, signal });
    },
  };
}

function deployed({
  cluster,
  objects,
  settings,
  withinMs,
  signal,
}: Omit<TargetAppContext, 'config'> & {
  settings: TargetAppSettings;
  /** How long the API server may fail each change, in milliseconds. */
  withinMs: number;
  signal: AbortSignal;
}): DeployedApp {
  const ref = { namespace: settings.namespace, name: settings.name };
  const change = async (what: string, call: (ofTry: AbortSignal) => Promise<unknown>) => {
    await retryTransient(
      cluster,
      { title: `deployment ${ref.namespace}/${ref.name} is ${what}`, withinMs, signal },
      call,
    );
  };
  return {
    ref,
    cpuRequests: (ofRequests) => cpuRequestsOf(cluster, ref, ofRequests),
    figures: (ofFigures) => figuresOf(cluster, ref, ofFigures),
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
      objects.remove([
        { kind: kinds.deployments, ref },
        { kind: kinds.services, ref },
      ]),
  };
}
