import type { Cluster, Manifest } from '../cluster/cluster.ts';
import { getIfThere } from '../cluster/get-if-there.ts';
import type { Kind } from '../cluster/kinds/kind.ts';
import { kinds, type Deployment } from '../cluster/kinds/kinds.ts';
import type { Config } from '../config/schema.ts';
import { ShakedownError } from '../errors/shakedown-error.ts';
import { applyDefaults } from '../objects/create/apply-defaults.ts';
import { deleteExactly } from '../objects/delete/delete-exactly.ts';
import { createOrAdopt } from '../objects/create/create-or-adopt.ts';
import { runLabels, type RunLabels } from '../objects/create/run-labels.ts';
import { runningRun } from '../objects/lease/lease.ts';
import { suiteLabels } from '../objects/suite-labels.ts';
import { isUnreachable } from '../instruments/load/master.ts';
import {
  deployPlatform,
  platformAt,
  type LoadPlatform,
  type PlatformRef,
  type PlatformRequest,
} from '../instruments/load/platform/platform.ts';
import { PLATFORM_LABEL, platformNames } from '../instruments/load/platform/platform-manifests.ts';
import { platformToken, tokenFor, tokenManifest } from './access/token-secret.ts';
import { ensureNamespace } from './own-namespace.ts';
import { bundle, type ScriptFile } from '../instruments/load/platform/script-bundle.ts';
import { scriptMaps, scriptSource } from '../instruments/load/platform/script-maps.ts';
import { plannedLoadAnnotation, type PlannedLoad } from './planned-load.ts';
import { describeSetUp, setUpByAnnotation, type SetUpBy } from './ownership/set-up-by.ts';
import { refuseForeign } from './refuse-foreign.ts';

/** A platform that stays when the command that created it has ended. */
export interface PersistentPlatformRequest extends Omit<PlatformRequest, 'token'> {
  /** The load that it is set up for, for later commands. */
  load?: PlannedLoad;
  /** Scripts of this platform alone, in addition to or instead of those in `scripts`. */
  files?: readonly ScriptFile[];
  runId: string;
  /** Whose it is. @default nobody's: that of a run */
  setUpBy?: SetUpBy;
  /** Whether it stays until somebody removes it; otherwise it is a leftover when its run is over. @default false */
  stays?: boolean;
}

/**
 * Sets up a persistent platform, or replaces an idle one.
 * @throws ShakedownError LOAD_UNDER_WAY when a load runs on it, LOAD_NAME_TAKEN when an object of somebody else has a name that it needs.
 */
export async function deployPersistent(
  { cluster, config }: { cluster: Cluster; config: Config },
  request: PersistentPlatformRequest,
  signal: AbortSignal,
): Promise<LoadPlatform> {
  await refuseForeign(cluster, request, signal);
  await refuseUnderWay({ cluster, config }, request, signal);
  const { namespace, name, files = [], runId } = request;
  const token = await tokenFor(cluster, request, signal);
  await ensureNamespace(cluster, request, signal);
  const { expires, ...lasting } = runLabels(config, runId, cluster.serverDate());
  const labels: RunLabels = request.stays ? lasting : { ...lasting, expires };
  const common = { policy: 'apply', runId, home: labels.home } as const;
  const create = async <T>(kind: Kind<T>, manifest: Manifest, ofCreate: AbortSignal): Promise<T> => {
    const whole = applyDefaults(manifest, labels);
    return (await createOrAdopt(cluster, { ...common, kind, manifest: whole, signal: ofCreate })).object;
  };
  const parts = files.length === 0 ? [] : scriptMaps(namespace, `${name}-own-scripts`, bundle(files, 'the scripts'));
  const maps = parts.map((map) => ({
    ...map,
    metadata: { ...map.metadata, labels: { ...map.metadata.labels, [PLATFORM_LABEL]: name } },
  }));
  await Promise.all(maps.map((map) => create(kinds.configMaps, map, signal)));
  const scripts = [...(request.scripts ?? []), ...maps.map(scriptSource)];
  const annotations = {
    ...(request.load && plannedLoadAnnotation(request.load)),
    ...(request.setUpBy && setUpByAnnotation(cluster, request.setUpBy)),
  };
  // The platform that is replaced may have had an address outside of the cluster.
  const dashboard = { namespace, name: platformNames(name).dashboard };
  const open = request.loadBalancer ? undefined : await getIfThere(cluster, kinds.services, dashboard, signal);
  if (open?.metadata?.labels?.[PLATFORM_LABEL] === name)
    await deleteExactly(cluster, { kind: kinds.services, ref: dashboard, uid: open.metadata.uid }, { signal });
  const whole = { ...request, token, scripts, annotations };
  const platform = await deployPlatform({ cluster, config, objects: { create } }, whole, signal);
  const master = await cluster.get(kinds.deployments, { namespace, name: platformNames(name).master }, { signal });
  await create(kinds.secrets, tokenManifest(request, token, master), signal);
  return platform;
}

/** The Deployment of a platform's master; `undefined` when no platform of that name exists. */
export async function persistentMaster(
  cluster: Cluster,
  { namespace, name }: PlatformRef,
  signal: AbortSignal,
): Promise<Deployment | undefined> {
  return await getIfThere(cluster, kinds.deployments, { namespace, name: platformNames(name).master }, signal);
}

/**
 * The platform with that name.
 * @throws ShakedownError LOAD_NO_PLATFORM when none exists.
 */
export async function persistentPlatform(
  { cluster, config }: { cluster: Cluster; config: Config },
  ref: PlatformRef,
  signal: AbortSignal,
): Promise<{ platform: LoadPlatform; master: Deployment }> {
  const master = await persistentMaster(cluster, ref, signal);
  if (master) return { platform: await platformThere(cluster, config, ref, signal), master };
  throw new ShakedownError('LOAD_NO_PLATFORM', {
    meaning: 'usage',
    expected: 'a Locust platform that was set up before',
    seen: `there is no Locust platform ${ref.name} in namespace ${ref.namespace}`,
    todo: `set it up: shakedown loadtest setup --namespace ${ref.namespace} --name ${ref.name} --target SERVICE.NAMESPACE; or name another: --namespace and --name`,
  });
}

async function platformThere(
  cluster: Cluster,
  config: Config,
  ref: PlatformRef,
  signal: AbortSignal,
): Promise<LoadPlatform> {
  return platformAt(cluster, config, { ...ref, token: await platformToken(cluster, ref, signal) });
}

/**
 * Makes sure that no load runs on a platform before it is replaced, or removed after its test.
 * @throws ShakedownError LOAD_UNDER_WAY
 */
export async function refuseUnderWay(
  { cluster, config }: { cluster: Cluster; config: Config },
  ref: PlatformRef,
  signal: AbortSignal,
): Promise<void> {
  const load = await runningLoad({ cluster, config }, ref, signal);
  if (load !== undefined)
    throw new ShakedownError('LOAD_UNDER_WAY', {
      meaning: 'infrastructure',
      expected: `no load to run in ${ref.namespace}/${ref.name}`,
      seen: load,
      todo: 'wait for its end, or end it: shakedown loadtest stop',
    });
}

/** The load that runs on a platform; `undefined` when none does. @example 'a load of 50 users, since 2026-11-18T11:06:40.000Z' */
export async function runningLoad(
  { cluster, config }: { cluster: Cluster; config: Config },
  ref: PlatformRef,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (!(await persistentMaster(cluster, ref, signal))) return undefined;
  try {
    const { run, users } = await (await platformThere(cluster, config, ref, signal)).master.status(signal);
    if (!run || run.stoppedAt !== undefined) return undefined;
    return `a load of ${users} users, since ${new Date(run.startedAt * 1_000).toISOString()}`;
  } catch (error) {
    // A platform that does not answer runs no load.
    if (!isUnreachable(error)) throw error;
    return undefined;
  }
}

/**
 * Makes sure that a run does not replace a platform, and then remove it, that somebody has set up to stay.
 * @throws ShakedownError LOAD_PLATFORM_EXISTS
 */
export async function refusePersistent(cluster: Cluster, ref: PlatformRef, signal: AbortSignal): Promise<void> {
  const master = await persistentMaster(cluster, ref, signal);
  const { annotations = {} } = master?.metadata ?? {};
  if (!master || suiteLabels.expires in annotations) return;
  const { namespace, name } = ref;
  throw new ShakedownError('LOAD_PLATFORM_EXISTS', {
    meaning: 'usage',
    expected: `no platform that stays in ${namespace}/${name}: a run removes its platform at its end`,
    seen: `one that was set up ${describeSetUp(master)}`,
    todo: 'use it: shakedown loadtest start; or choose another --name, or remove it: shakedown loadtest cleanup',
  });
}

/**
 * Makes sure that a platform is not in use before it is removed: no load runs on it, and no run holds its namespace.
 * @throws ShakedownError LOAD_UNDER_WAY
 */
export async function refuseInUse(
  context: { cluster: Cluster; config: Config },
  ref: PlatformRef,
  signal: AbortSignal,
): Promise<void> {
  const run = await runningRun(context.cluster, ref.namespace, signal);
  if (run !== undefined)
    throw new ShakedownError('LOAD_UNDER_WAY', {
      meaning: 'infrastructure',
      expected: `no run to use ${ref.namespace}/${ref.name}`,
      seen: run,
      todo: 'wait for its end, or remove the platform all the same: --force',
    });
  await refuseUnderWay(context, ref, signal);
}
