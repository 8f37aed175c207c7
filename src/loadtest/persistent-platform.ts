import type { Cluster, Manifest } from '../cluster/cluster.ts';
import { getIfThere } from '../cluster/get-if-there.ts';
import type { Kind } from '../cluster/kind.ts';
import { kinds, type Deployment } from '../cluster/kinds.ts';
import type { Config } from '../config/schema.ts';
import { ShakedownError } from '../errors/shakedown-error.ts';
import { applyDefaults } from '../objects/create/apply-defaults.ts';
import { createOrAdopt } from '../objects/create/create-or-adopt.ts';
import { runLabels } from '../objects/create/run-labels.ts';
import { isUnreachable } from '../instruments/load/master.ts';
import {
  deployPlatform,
  platformAt,
  type LoadPlatform,
  type PlatformRef,
  type PlatformRequest,
} from '../instruments/load/platform/platform.ts';
import {
  LOAD_ANNOTATION,
  PLATFORM_LABEL,
  platformNames,
  type PlannedLoad,
} from '../instruments/load/platform/platform-manifests.ts';
import { ensureNamespace } from './own-namespace.ts';
import { bundle, type ScriptFile } from '../instruments/load/platform/script-bundle.ts';
import { scriptMaps } from '../instruments/load/platform/script-maps.ts';

/** A platform that stays when the command that made it has ended. */
export interface PersistentPlatformRequest extends PlatformRequest {
  /** Scripts that belong to this platform alone, beside or instead of those in `scripts`. */
  files?: readonly ScriptFile[];
  runId: string;
}

/**
 * Sets up a platform that stays, or sets an idle one up anew.
 * @throws ShakedownError LOAD_UNDER_WAY when somebody's load is on.
 */
export async function deployPersistent(
  { cluster, config }: { cluster: Cluster; config: Config },
  request: PersistentPlatformRequest,
  signal: AbortSignal,
): Promise<LoadPlatform> {
  await refuseUnderWay({ cluster, config }, request, signal);
  const { namespace, name, files = [], runId } = request;
  await ensureNamespace(cluster, request, signal);
  const labels = runLabels(config, runId, cluster.serverDate());
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
  const scripts = [...(request.scripts ?? []), ...maps.map(({ metadata }) => metadata.name)];
  return await deployPlatform({ cluster, config, objects: { create } }, { ...request, scripts }, signal);
}

/** The Deployment of a platform's master; `undefined` when no platform of that name stands. */
export async function persistentMaster(
  cluster: Cluster,
  { namespace, name }: PlatformRef,
  signal: AbortSignal,
): Promise<Deployment | undefined> {
  return await getIfThere(cluster, kinds.deployments, { namespace, name: platformNames(name).master }, signal);
}

/** The load that a platform was set up for, as its master knows it. */
export function plannedLoad({ metadata }: Deployment): PlannedLoad | undefined {
  const text = metadata?.annotations?.[LOAD_ANNOTATION];
  return text === undefined ? undefined : (JSON.parse(text) as PlannedLoad);
}

/**
 * The platform of that name.
 * @throws ShakedownError LOAD_NO_PLATFORM when none stands.
 */
export async function persistentPlatform(
  { cluster, config }: { cluster: Cluster; config: Config },
  ref: PlatformRef,
  signal: AbortSignal,
): Promise<{ platform: LoadPlatform; master: Deployment }> {
  const master = await persistentMaster(cluster, ref, signal);
  if (master) return { platform: platformAt(cluster, config, ref), master };
  throw new ShakedownError('LOAD_NO_PLATFORM', {
    meaning: 'usage',
    expected: `a Locust platform ${ref.namespace}/${ref.name}`,
    seen: 'none',
    todo: `set one up: shakedown loadtest setup --namespace ${ref.namespace} --target …`,
  });
}

/**
 * Makes sure that nobody's load is on at a platform, before it is set up anew, or removed when its test has ended.
 * @throws ShakedownError LOAD_UNDER_WAY
 */
export async function refuseUnderWay(
  { cluster, config }: { cluster: Cluster; config: Config },
  ref: PlatformRef,
  signal: AbortSignal,
): Promise<void> {
  if (!(await persistentMaster(cluster, ref, signal))) return;
  try {
    const { run, users } = await platformAt(cluster, config, ref).master.status(signal);
    if (!run || run.stoppedAt !== undefined) return;
    throw new ShakedownError('LOAD_UNDER_WAY', {
      meaning: 'infrastructure',
      expected: `no load to be on in ${ref.namespace}/${ref.name}`,
      seen: `a load of ${users} users, since ${new Date(run.startedAt * 1_000).toISOString()}`,
      todo: 'wait for its end, or end it: shakedown loadtest stop',
    });
  } catch (error) {
    // A platform that does not answer makes no load.
    if (!isUnreachable(error)) throw error;
  }
}
