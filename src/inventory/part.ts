import type { Selection } from '../cluster/cluster.ts';
import type { Kind } from '../cluster/kinds/kind.ts';

/** A kind that checks are about: what the suite needs to know to discover its objects and to narrow them to the scope. */
export interface Part<T extends object = object> {
  /** The kind of its objects. */
  readonly kind: Kind<T>;
  /**
   * The beginning of the id of each of its objects, area first. The ids of checks begin with it and `scope.exclude` is compared with it, so
   * that users write in `scope.exclude` what they see in results.
   * @example 'workloads/deployment'
   */
  readonly id: string;
  /** Whether `scope.labelSelector` narrows it: the selector is for workloads, not for nodes and namespaces. */
  readonly byLabels: boolean;
  /**
   * Whether an API server may lack the kind: then it is recorded as not served here, and is no error.
   * @default false
   */
  readonly optional?: boolean;
  /**
   * What is listed of a kind of which few objects are meant: objects of any of these selections for which `only` is true, and what is not listed, in
   * words; left out where the others need no check.
   * @default all objects of the kind
   */
  readonly among?: { readonly selections: readonly Selection[]; only(object: T): boolean; readonly leavesOut?: string };
  /**
   * An object for which specs register their checks when there is no cluster: the generated roles grant the permissions of these checks.
   * Name, namespace and labels are added where it has none.
   */
  readonly sample: T;
}

/** The fields of an object that the inventory reads. */
export interface Named {
  readonly metadata?: {
    readonly name?: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
  };
}

/**
 * The id of an object, as in results and in `scope.exclude`.
 * @example idOf(parts.deployments, found) // 'workloads/deployment/shop/web'
 */
export function idOf({ id }: Pick<Part, 'id'>, { metadata }: Named): string {
  const { namespace, name = '' } = metadata ?? {};
  return [id, namespace, name].filter((segment) => segment !== undefined).join('/');
}
