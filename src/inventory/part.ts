import type { Kind } from '../cluster/kind.ts';

/** A kind that checks are made of: all that the suite has to know of it to discover its objects, and to narrow them to the scope. */
export interface Part<T extends object = object> {
  /** Where the API server keeps its objects. */
  readonly kind: Kind<T>;
  /**
   * The beginning of the id of each of its objects, area first. The ids of checks are made of it, and `scope.exclude` is compared with it, so
   * that users exclude what they see.
   * @example 'workloads/deployment'
   */
  readonly id: string;
  /** Whether `scope.labelSelector` narrows it: it speaks of workloads, not of what surrounds them. */
  readonly byLabels: boolean;
  /**
   * Whether an API server may do without it: then it is recorded as not served here, and no test errs.
   * @default false
   */
  readonly optional?: boolean;
  /**
   * An object of which specs make their checks, for looking at them without a cluster: the generated roles hold the rights of these checks.
   * Name, namespace and labels are added where it has none.
   */
  readonly sample: T;
}

/** The part of an object that the inventory looks at. */
export interface Named {
  readonly metadata?: { readonly name?: string; readonly namespace?: string };
}

/**
 * The id of an object, as it stands in results and in `scope.exclude`.
 * @example idOf(parts.deployments, found) // 'workloads/deployment/shop/web'
 */
export function idOf({ id }: Pick<Part, 'id'>, { metadata }: Named): string {
  const { namespace, name = '' } = metadata ?? {};
  return [id, namespace, name].filter((segment) => segment !== undefined).join('/');
}
