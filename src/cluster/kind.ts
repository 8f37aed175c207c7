/** A kind of API object and where the API server keeps it. */
export interface Kind<T = unknown> {
  /** API group; the core group is `''`. */
  readonly group: string;
  readonly version: string;
  /** Plural resource name as it stands in URLs and in RBAC rules: `deployments`. */
  readonly resource: string;
  /** Singular name as it stands in manifests: `Deployment`. */
  readonly kind: string;
  readonly namespaced: boolean;
  /** Never set; carries the type of the object. */
  readonly type?: T;
}

/** Whether both are the same kind, in whatever version; pure. */
export function isSameKind(one: Kind, other: Kind): boolean {
  return one.group === other.group && one.resource === other.resource;
}

/** Where one object is: name, and namespace unless its kind is cluster-scoped. */
export interface Ref {
  namespace?: string;
  name: string;
}

/**
 * An object type of the typed client as it really travels: JSON, with time stamps as text.
 * (The client's classes promise `Date`; a LIST or WATCH read raw has RFC 3339 strings.)
 */
export type Wire<T> = T extends Date
  ? string
  : T extends (infer E)[]
    ? Wire<E>[]
    : T extends object
      ? { [K in keyof T]: Wire<T[K]> }
      : T;
