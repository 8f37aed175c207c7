/** A kind of API object and its place in the API. */
export interface Kind<T = unknown> {
  /** API group; the core group is `''`. */
  readonly group: string;
  readonly version: string;
  /** Plural resource name, as in URLs and RBAC rules: `deployments`. */
  readonly resource: string;
  /** Singular name, as in manifests: `Deployment`. */
  readonly kind: string;
  readonly namespaced: boolean;
  /** Never set; carries the type of the object. */
  readonly type?: T;
}

/** Whether both are the same kind, in any version; pure. */
export function isSameKind(one: Kind, other: Kind): boolean {
  return one.group === other.group && one.resource === other.resource;
}

/** Identifies one object of a kind: its name, and its namespace unless the kind is cluster-scoped. */
export interface Ref {
  namespace?: string;
  name: string;
}

/** One object in the cluster. */
export interface ObjectId {
  kind: Kind;
  ref: Ref;
}

/**
 * An object type of the typed client as the API server sends it: JSON, with time stamps as RFC 3339 text.
 * (The client's classes declare `Date`.)
 */
export type Wire<T> = T extends Date
  ? string
  : T extends (infer E)[]
    ? Wire<E>[]
    : T extends object
      ? { [K in keyof T]: Wire<T[K]> }
      : T;
