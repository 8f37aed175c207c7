import { ClusterError } from '../cluster/cluster-error.ts';
import type { Cluster, Manifest } from '../cluster/cluster.ts';
import { getIfThere } from '../cluster/get-if-there.ts';
import type { Kind, Ref } from '../cluster/kind.ts';
import { kinds } from '../cluster/kinds.ts';
import { formatObject } from '../cluster/paths.ts';
import { until } from '../conditions/waiting/until.ts';
import type { Config } from '../config/schema.ts';
import { ShakedownError } from '../errors/shakedown-error.ts';
import { milliseconds } from '../time/duration.ts';
import { decorate, type Stamp } from './decorate.ts';
import { expiryOf } from './expiry.ts';
import { isDeleted } from '../conditions/kinds/is-deleted.ts';
import { isConflict, Ledger, type Entry, type Meta } from './ledger.ts';
import { suiteLabels } from './suite-labels.ts';
import { persist } from './persist.ts';

/**
 * How long a check may wait for what it deletes, and a run for what a killed one left: pods get up to 30 s by default to
 * end, and the garbage collector and a kubelet that is busy take their part.
 */
const REMOVAL_MS = 90_000;

/** What a run works with. */
export interface ObjectsOptions {
  cluster: Cluster;
  config: Config;
  runId: string;
}

/**
 * Everything that a run creates, and the only way to create it: each object is marked and fitted out as the configuration
 * says, remembered, and removed at the end.
 */
export interface Objects {
  /** The manifest as {@link Objects.create} would send it. */
  decorated(manifest: Manifest): Manifest;
  /**
   * Creates an object, and its namespace before it when that is absent. What a killed run left under the same name is replaced;
   * what somebody else has made is left alone. What the API server fails for a moment is tried again, for up to `time.rollout`.
   * @throws ShakedownError OBJECT_NAME_TAKEN, NAMESPACE_MISSING; WaitError WAIT_TOO_LONG; ClusterError
   */
  create<T>(kind: Kind<T>, manifest: Manifest, signal: AbortSignal): Promise<T>;
  /** Asks for the deletion of an object that this run made, after all that belongs to it, and returns at once. */
  delete(kind: Kind, ref: Ref, signal: AbortSignal): Promise<void>;
  /** Deletes objects that this run made, and returns when they and all that belongs to them are gone. Has a deadline of its own. */
  remove(objects: readonly { kind: Kind; ref: Ref }[]): Promise<void>;
  /**
   * Removes all that this run made and has not removed yet, namespaces last.
   * @param signal ends the waiting; not the run's own, for this must work when the run was cut off.
   * @throws ShakedownError OBJECTS_LEFT that names what is left and why
   */
  removeAll(signal: AbortSignal): Promise<void>;
}

/** The objects of a run, none yet. */
export function makeObjects({ cluster, config, runId }: ObjectsOptions): Objects {
  const stamp: Stamp = { runId, expires: expiryOf(config, cluster.serverDate()), objects: config.objects };
  const ledger = new Ledger(cluster, runId);
  const namespaces = new Map<string, Promise<void>>();
  const patienceMs = milliseconds(config.time.rollout);

  async function create<T>(kind: Kind<T>, manifest: Manifest, signal: AbortSignal): Promise<T> {
    const ref = refOf(manifest);
    if (ref.namespace !== undefined) await withNamespace(ref.namespace, signal);
    const entry = ledger.note(kind, ref);
    const created = { title: `${formatObject(kind, ref)} is created`, withinMs: patienceMs, signal };
    const send = () =>
      persist(cluster, created, async (ofTry) => {
        try {
          return await cluster.create(kind, decorate(manifest, stamp), { signal: ofTry });
        } catch (error) {
          if (!isConflict(error)) throw error;
          const there = (await cluster.get(kind, ref, { signal: ofTry })) as T & Meta;
          // An earlier try of our own request came through, its answer did not.
          return ledger.isOurs(there) ? there : new Leftover(there);
        }
      });
    let made = await send();
    if (made instanceof Leftover) {
      await clearLeftover(kind, ref, made.object, signal);
      made = await send();
    }
    if (made instanceof Leftover) throw taken(kind, ref);
    entry.uid = (made as Meta).metadata?.uid;
    return made;
  }

  /** There is one run at a time, so an object of the suite under this name is what a killed run left. */
  async function clearLeftover(kind: Kind, ref: Ref, { metadata }: Meta, signal: AbortSignal): Promise<void> {
    const { labels, uid } = metadata ?? {};
    if (labels?.[suiteLabels.managedByLabel] !== suiteLabels.managedBy || labels[suiteLabels.runLabel] === undefined)
      throw taken(kind, ref);
    const leftover: Entry = { kind, ref, uid };
    const late = AbortSignal.any([signal, AbortSignal.timeout(REMOVAL_MS)]);
    await new Ledger(cluster, labels[suiteLabels.runLabel] ?? '').remove([leftover], late);
  }

  /** Makes sure that a namespace is there, and remembers it when it had to be made. */
  function withNamespace(name: string, signal: AbortSignal): Promise<void> {
    const known = namespaces.get(name);
    if (known) return known;
    const making = makeNamespace(name, signal);
    namespaces.set(name, making);
    // The next one may have better luck, and a signal of its own.
    making.catch(() => namespaces.delete(name));
    return making;
  }

  async function makeNamespace(name: string, signal: AbortSignal): Promise<void> {
    const found = await persist(
      cluster,
      { title: `namespace ${name} is there or not`, withinMs: patienceMs, signal },
      (ofTry) => getIfThere(cluster, kinds.namespaces, { name }, ofTry),
    );
    if (found && found.metadata?.deletionTimestamp === undefined) return;
    if (found) await until(cluster, isDeleted(kinds.namespaces, { name }), { withinMs: REMOVAL_MS, signal });
    try {
      await create(kinds.namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } }, signal);
    } catch (error) {
      if (!(error instanceof ClusterError && error.code === 'CLUSTER_FORBIDDEN')) throw error;
      throw new ShakedownError('NAMESPACE_MISSING', {
        meaning: 'infrastructure',
        expected: `namespace ${name} to be there, or the right to make it`,
        seen: 'neither',
        todo: `kubectl create namespace ${name}, or apply what shakedown plugin --rbac prints`,
        cause: error,
      });
    }
  }

  return {
    decorated: (manifest) => decorate(manifest, stamp),
    create,
    delete: async (kind, ref, signal) => {
      const entry = ledger.find(kind, ref);
      if (entry) await ledger.delete(entry, signal);
    },
    remove: async (objects) => {
      const entries = objects.flatMap(({ kind, ref }) => ledger.find(kind, ref) ?? []);
      await ledger.remove(entries, AbortSignal.timeout(REMOVAL_MS));
    },
    removeAll: async (signal) => {
      const isNamespace = ({ kind }: Entry) => kind.resource === kinds.namespaces.resource;
      const entries = ledger.all();
      const inside = entries.filter((entry) => !isNamespace(entry));
      // A namespace takes along what could not be removed by itself.
      try {
        await ledger.remove(inside, signal);
      } finally {
        await ledger.remove(entries.filter(isNamespace), signal);
      }
    },
  };
}

/** What stands under the name of an object that is to be made, and is not this run's. */
class Leftover {
  readonly object: Meta;

  constructor(object: Meta) {
    this.object = object;
  }
}

function taken(kind: Kind, ref: Ref): ShakedownError {
  return new ShakedownError('OBJECT_NAME_TAKEN', {
    meaning: 'infrastructure',
    expected: `${formatObject(kind, ref)} to be free for the suite`,
    seen: 'an object that the suite did not make',
    todo: 'remove or rename it, or give the suite other namespaces: namespaces.suite, namespaces.workloads',
  });
}

function refOf({ metadata: { namespace, name } }: Manifest): Ref {
  return namespace === undefined ? { name } : { namespace, name };
}
