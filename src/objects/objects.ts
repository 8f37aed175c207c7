import type { Cluster, Manifest } from '../cluster/cluster.ts';
import { isForbidden } from '../cluster/cluster-error.ts';
import { isSameKind, type Kind, type Ref } from '../cluster/kinds/kind.ts';
import { kinds } from '../cluster/kinds/kinds.ts';
import { formatObject } from '../cluster/kinds/paths.ts';
import type { Config } from '../config/schema.ts';
import { messageOf, ShakedownError } from '../errors/shakedown-error.ts';
import { milliseconds } from '../time/duration.ts';
import { applyDefaults } from './create/apply-defaults.ts';
import { createOrAdopt } from './create/create-or-adopt.ts';
import { forChecks, forNamespaces } from './create/create-policy.ts';
import { runLabels } from './create/run-labels.ts';
import { CreatedObjects } from './created-objects.ts';
import type { ExactObject } from './delete/delete-exactly.ts';
import { podsHolding } from './delete/pods-holding.ts';
import { waitUntilDeleted } from './delete/wait-until-deleted.ts';

/** How long a check may wait for the objects that it deletes, in milliseconds: as long as for the leftovers of a killed run. */
const REMOVAL_MS = forChecks.deletedWithinMs;

/** What {@link makeObjects} needs. */
export interface ObjectsOptions {
  cluster: Cluster;
  config: Config;
  runId: string;
}

/**
 * The objects that checks create, and the only way for checks to create objects: each one gets the labels of the run and the configured
 * defaults, is noted, and is removed at the end.
 */
export interface Objects {
  /** The run that they are of, and until when they may be in use. */
  readonly run: { readonly runId: string; readonly expires: Date };
  /** The manifest as {@link Objects.create} would send it. */
  withDefaults(manifest: Manifest): Manifest;
  /**
   * Creates an object, and before it its namespace when that does not exist. A leftover of a killed run under the same name is replaced;
   * an object that somebody else created is left alone. Transient errors of the API server are retried for up to `time.rollout`.
   * @throws ShakedownError OBJECT_NAME_TAKEN, CLUSTER_LEFTOVER_STAYS, NAMESPACE_MISSING; WaitError WAIT_TOO_LONG; ClusterError
   */
  create<T>(kind: Kind<T>, manifest: Manifest, signal: AbortSignal): Promise<T>;
  /** Requests the deletion of an object that this run created, after all that it owns, and returns at once. */
  delete(kind: Kind, ref: Ref, signal: AbortSignal): Promise<void>;
  /** Deletes objects that this run created, and returns when they and all that they own are deleted. It has its own timeout. */
  remove(objects: readonly { kind: Kind; ref: Ref }[]): Promise<void>;
  /**
   * Removes all that this run created and has not removed yet, namespaces last.
   * @param deadline ends the wait. It must not be the run's own signal: objects are also removed after a run was cut off.
   * @throws ShakedownError OBJECTS_LEFT with what is left and why
   */
  removeAll(deadline: AbortSignal): Promise<void>;
}

/** The objects of a run; it starts without any. */
export function makeObjects({ cluster, config, runId }: ObjectsOptions): Objects {
  const labels = runLabels(config, runId, cluster.serverDate());
  const created = new CreatedObjects(cluster, runId);
  const namespaces = new Map<string, Promise<void>>();
  const common = { runId, home: labels.home, created, retryMs: milliseconds(config.time.rollout) };

  async function create<T>(kind: Kind<T>, manifest: Manifest, signal: AbortSignal): Promise<T> {
    const { namespace } = manifest.metadata;
    if (namespace !== undefined) await withNamespace(namespace, signal);
    const whole = applyDefaults(manifest, labels);
    return (await createOrAdopt(cluster, { ...common, kind, manifest: whole, policy: forChecks, signal })).object;
  }

  /** Creates a namespace unless it exists, and notes it if it was created. */
  function withNamespace(name: string, signal: AbortSignal): Promise<void> {
    const known = namespaces.get(name);
    if (known) return known;
    const creating = createNamespace(name, signal);
    namespaces.set(name, creating);
    // The next caller tries again, with its own signal.
    creating.catch(() => namespaces.delete(name));
    return creating;
  }

  async function createNamespace(name: string, signal: AbortSignal): Promise<void> {
    const manifest = applyDefaults({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }, labels);
    try {
      await createOrAdopt(cluster, { ...common, kind: kinds.namespaces, manifest, policy: forNamespaces, signal });
    } catch (error) {
      if (!isForbidden(error)) throw error;
      throw new ShakedownError('NAMESPACE_MISSING', {
        meaning: 'infrastructure',
        expected: `namespace ${name} to exist, or the permission to create it`,
        seen: 'neither',
        todo: `kubectl create namespace ${name}, or apply what shakedown plugin --rbac prints`,
        cause: error,
      });
    }
  }

  async function remove(entries: readonly ExactObject[], deadline: AbortSignal): Promise<void> {
    const outcomes = await Promise.all(
      entries.map(async (entry) => {
        try {
          const object = await created.delete(entry, { signal: deadline, propagation: 'Foreground' });
          const release = object && podsHolding(object, runId);
          if (object) await waitUntilDeleted(cluster, object, { deadline, release, watch: true });
          created.forget(entry.kind, entry.ref);
          return [];
        } catch (error) {
          return [`${formatObject(entry.kind, entry.ref)}: ${messageOf(error)}`];
        }
      }),
    );
    const left = outcomes.flat();
    if (left.length === 0) return;
    throw new ShakedownError('OBJECTS_LEFT', {
      meaning: 'infrastructure',
      expected: 'all objects of the run to be deleted',
      seen: left.join('\n'),
      todo: `shakedown cleanup --run ${runId}`,
    });
  }

  return {
    run: { runId, expires: labels.expires },
    withDefaults: (manifest) => applyDefaults(manifest, labels),
    create,
    delete: async (kind, ref, signal) => {
      const entry = created.find(kind, ref);
      if (entry) await created.delete(entry, { signal, propagation: 'Foreground' });
    },
    remove: async (objects) => {
      const entries = objects.flatMap(({ kind, ref }) => created.find(kind, ref) ?? []);
      await remove(entries, AbortSignal.timeout(REMOVAL_MS));
    },
    removeAll: async (deadline) => {
      const isNamespace = ({ kind }: ExactObject) => isSameKind(kind, kinds.namespaces);
      const entries = created.all();
      const inside = entries.filter((entry) => !isNamespace(entry));
      // Deleting a namespace also removes the contents that could not be removed separately.
      try {
        await remove(inside, deadline);
      } finally {
        await remove(entries.filter(isNamespace), deadline);
      }
    },
  };
}
