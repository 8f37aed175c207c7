import type { Cluster } from '../../../cluster/cluster.ts';
import { kinds } from '../../../cluster/kinds/kinds.ts';
import { until } from '../../../conditions/waiting/until.ts';
import { WaitError } from '../../../conditions/waiting/wait-error.ts';
import type { Config } from '../../../config/schema.ts';
import type { Objects } from '../../../objects/objects.ts';
import { milliseconds } from '../../../time/duration.ts';
import { belongsTo, workersConnected, type PlatformSetup } from './connected.ts';
import { guardFiles } from './guard-files.ts';
import { masterPolicy } from './network-policy.ts';
import { tokenDigest } from './platform-token.ts';
import { masterOf, type Master } from '../master.ts';
import {
  dashboardService,
  guardConfigMap,
  masterDeployment,
  masterService,
  PLATFORM_LABEL,
  platformNames,
  workerDeployment,
  type PlatformSettings,
} from './platform-manifests.ts';
import type { LoadProfile } from '../profile.ts';
import { boundsOf, refuseOutOfBounds } from '../bounds.ts';
import type { ScriptSource } from './script-maps.ts';
import { setupFailure } from './setup-failure.ts';
import { locustImage } from '../locust-image.ts';
import { simulatedNodes } from './simulated-nodes.ts';

/** Namespace and name of a platform. */
export interface PlatformRef {
  namespace: string;
  name: string;
}

/** A Locust platform in the cluster. */
export interface LoadPlatform {
  readonly ref: PlatformRef;
  readonly master: Master;
  /**
   * Waits until this number of workers is connected.
   * @returns how long that took, in seconds.
   * @throws ShakedownError LOAD_SCRIPT_BROKEN or LOAD_SECRET_MISSING when a script or Secret of the user is the cause; otherwise WaitError.
   */
  connected(workers: number, signal: AbortSignal): Promise<number>;
  /** Changes the number of workers, also during a load. None of them counts as lost. */
  scale(workers: number, signal: AbortSignal): Promise<void>;
}

/** A platform to deploy. */
export interface PlatformRequest extends PlatformRef {
  profile: Pick<LoadProfile, 'workers' | 'script' | 'target' | 'paths' | 'tls' | 'environment'>;
  /** Annotations of the master's Deployment. @default none */
  annotations?: Readonly<Record<string, string>>;
  /** ConfigMaps that hold the scripts. @default none */
  scripts?: readonly ScriptSource[];
  secret?: string;
  /** @default false */
  loadBalancer?: boolean;
  /** Secret with the login of the dashboard. @default none */
  login?: string;
  /** The result of `newToken`: the master takes orders only with it. */
  token: string;
  /** The run that sets it up, if a platform with that name may exist already. */
  runId?: string;
  /** Resources of each worker. @default those of the configuration */
  worker?: Config['load']['worker'];
}

/**
 * Deploys a platform, and returns before its workers are connected.
 * @throws ShakedownError LOAD_OUT_OF_BOUNDS before anything is created.
 */
export async function deployPlatform(
  context: { cluster: Cluster; config: Config; objects: Pick<Objects, 'create'> },
  request: PlatformRequest,
  signal: AbortSignal,
): Promise<LoadPlatform> {
  const { cluster, config, objects } = context;
  refuseOutOfBounds({ users: 0, rate: 0, seconds: 0, workers: request.profile.workers }, boundsOf(config));
  const settings = await settingsOf(cluster, config, request, signal);
  const [service] = await Promise.all([
    objects.create(kinds.services, masterService(settings), signal),
    objects.create(kinds.configMaps, guardConfigMap(settings), signal),
    objects.create(kinds.networkPolicies, masterPolicy(settings), signal),
    objects.create(kinds.deployments, masterDeployment(settings), signal),
    settings.loadBalancer && objects.create(kinds.services, dashboardService(settings), signal),
  ]);
  await objects.create(kinds.deployments, workerDeployment(settings, service.spec?.clusterIP), signal);
  return platformAt(cluster, config, request);
}

/** A platform that exists already, ready or not. */
export function platformAt(
  cluster: Cluster,
  config: Config,
  { namespace, name, runId, token }: PlatformSetup,
): LoadPlatform {
  const ref = { namespace, name };
  const master = masterOf(cluster, ref, token);
  const setup = { ...ref, token, ...(runId !== undefined && { runId }) };
  const connected = (workers: number, signal: AbortSignal) => untilConnected(cluster, config, setup, workers, signal);
  return {
    ref,
    master,
    connected,
    scale: async (workers, signal) => {
      refuseOutOfBounds({ users: 0, rate: 0, seconds: 0, workers }, boundsOf(config));
      const { expected } = await master.status(signal);
      // The master gets a lower number before workers are removed, and a higher number after new ones have connected.
      if (workers < expected) await master.expect(workers, signal);
      const deployment = { namespace, name: platformNames(name).worker };
      await cluster.patch(kinds.deployments, deployment, { spec: { replicas: workers } }, { signal });
      await connected(workers, signal);
      if (workers > expected) await master.expect(workers, signal);
    },
  };
}

/** The kinds of which a platform has objects, and their names. */
export function objectsOf({ namespace, name }: PlatformRef) {
  const { master, worker, guard, policy } = platformNames(name);
  return [
    { kind: kinds.deployments, ref: { namespace, name: worker } },
    { kind: kinds.deployments, ref: { namespace, name: master } },
    { kind: kinds.services, ref: { namespace, name: master } },
    { kind: kinds.configMaps, ref: { namespace, name: guard } },
    { kind: kinds.networkPolicies, ref: { namespace, name: policy } },
  ];
}

async function settingsOf(
  cluster: Cluster,
  config: Config,
  request: PlatformRequest,
  signal: AbortSignal,
): Promise<PlatformSettings> {
  const [guard, simulated] = await Promise.all([guardFiles(), simulatedNodes(cluster, signal)]);
  const { namespace, name, profile, annotations, scripts = [], secret, login, loadBalancer = false, worker } = request;
  const { load } = config;
  return {
    ...{ namespace, name, profile, scripts, loadBalancer, guard, simulated },
    image: locustImage(config),
    bounds: boundsOf(config),
    ...(secret === undefined ? {} : { secret }),
    ...(login === undefined ? {} : { login }),
    tokenDigest: tokenDigest(request.token),
    ...(annotations && { annotations }),
    resources: { master: load.master, worker: worker ?? load.worker },
  };
}

async function untilConnected(
  cluster: Cluster,
  config: Config,
  setup: PlatformSetup,
  workers: number,
  signal: AbortSignal,
): Promise<number> {
  const withinMs = milliseconds(config.load.connect);
  try {
    const { seconds } = await until(cluster, workersConnected(setup, workers), { withinMs, signal });
    return seconds;
  } catch (error) {
    if (!(error instanceof WaitError)) throw error;
    const labelSelector = `${PLATFORM_LABEL}=${setup.name}`;
    const pods = await cluster.list(kinds.pods, { namespace: setup.namespace, labelSelector }, { signal });
    throw setupFailure(pods.filter((pod) => belongsTo(pod, setup))) ?? error;
  }
}
