import type { Manifest } from '../../cluster/cluster.ts';
import type { Kind, Ref } from '../../cluster/kind.ts';
import type { CheckScope } from '../contract/check-scope.ts';
import type { RunContext } from '../contract/instrument.ts';

/** An object that a check has created. Disposing of it removes it. */
export interface OwnObject<T> extends AsyncDisposable {
  readonly ref: Ref;
  /** As the API server returned it. */
  readonly object: T;
  /** Deletes it, and returns when it and all that it owns are deleted. */
  remove(): Promise<void>;
}

/** The tool with which a check creates objects. */
export interface OwnObjects {
  /**
   * Creates an object, in the namespace for workloads if its manifest names none. It gets the labels of the run, by which `shakedown cleanup`
   * finds it, and is removed at the end of the run at the latest.
   * @throws ShakedownError OBJECT_NAME_TAKEN when somebody else has an object with that name; ClusterError
   * @example
   * await using map = await objects.create(kinds.configMaps, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'note' } });
   */
  create<T>(kind: Kind<T>, manifest: Manifest): Promise<OwnObject<T>>;
}

/** The objects of one check. */
export function ownObjectsFor({ config, objects }: RunContext, scope: CheckScope): OwnObjects {
  return {
    create: async (kind, manifest) => {
      const { name, namespace = config.namespaces.workloads } = manifest.metadata;
      const ref: Ref = kind.namespaced ? { namespace, name } : { name };
      const placed = { ...manifest, metadata: { ...manifest.metadata, ...ref } };
      const object = await scope.waiting(`${name} is created`, (signal) => objects.create(kind, placed, signal));
      const remove = () => scope.waiting(`${name} is removed`, () => objects.remove([{ kind, ref }]));
      return { ref, object, remove, [Symbol.asyncDispose]: remove };
    },
  };
}
