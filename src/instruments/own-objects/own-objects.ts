import type { Manifest } from '../../cluster/cluster.ts';
import { isSameKind, type Kind, type Ref } from '../../cluster/kinds/kind.ts';
import { namespacesOf } from '../../cluster/rights/rights.ts';
import type { Config } from '../../config/schema.ts';
import { ShakedownError } from '../../errors/shakedown-error.ts';
import type { CheckScope } from '../contract/check-scope.ts';
import type { RunContext } from '../contract/instrument.ts';
import { rightsOf } from '../contract/uses.ts';

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
   * Creates an object of a kind that the check declares with `creates(kind)`, in the namespace for workloads if its manifest names none. It gets
   * the labels of the run, by which `shakedown cleanup` finds it, and is removed at the end of the run at the latest.
   * @throws ShakedownError SPEC_USES for another kind or namespace; OBJECT_NAME_TAKEN when somebody else has an object with that name; ClusterError
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
      assertDeclared(kind, namespace, config, scope);
      const ref: Ref = { namespace, name };
      const placed = { ...manifest, metadata: { ...manifest.metadata, ...ref } };
      const object = await scope.waiting(`${name} is created`, (signal) => objects.create(kind, placed, signal));
      const remove = () => scope.waiting(`${name} is removed`, () => objects.remove([{ kind, ref }]));
      return { ref, object, remove, [Symbol.asyncDispose]: remove };
    },
  };
}

/** The roles and `shakedown cleanup` know only the kinds, and the namespaces, that a check declares. */
function assertDeclared(kind: Kind, namespace: string, { namespaces }: Config, { uses }: CheckScope): void {
  const declared = rightsOf([...uses]).filter(({ creates }) => creates !== undefined && isSameKind(creates, kind));
  const places = new Set(declared.flatMap(({ scope }) => namespacesOf(scope, namespaces)));
  if (places.has(namespace)) return;
  const isKnown = places.size > 0;
  throw new ShakedownError('SPEC_USES', {
    meaning: 'suite',
    expected: isKnown
      ? `a check that declares ${kind.kind} to create it in ${[...places].join(' or ')}`
      : 'a check to name in `uses` the kinds that it creates',
    seen: isKnown
      ? `the check creates one in ${namespace}`
      : `the check creates a ${kind.kind}, and does not name the kind`,
    todo: isKnown
      ? 'leave the namespace out of the manifest'
      : 'add creates(kind) with this kind to its uses: then the roles allow it, and shakedown cleanup finds it',
  });
}
