/** One call to the API server. */
export interface Call {
  /** Its verb, in the terms of RBAC and of the API server's own metrics; requests are counted by verb. */
  verb: 'GET' | 'LIST' | 'WATCH' | 'CREATE' | 'APPLY' | 'PATCH' | 'DELETE' | 'PROXY' | 'LOG' | 'RAW';
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Path and query. */
  path: string;
  /** What it does, for messages: `list deployments in all namespaces`. */
  doing: string;
  body?: unknown;
  contentType?: string;
  /** Further headers, for who answers behind the API server's proxy. */
  headers?: Readonly<Record<string, string>>;
  /** `safe`: it may be done twice. `once`: it may be repeated only when it was certainly not done. */
  repeat: 'safe' | 'once' | 'never';
  /** The permission that it needs, as the arguments of `kubectl auth can-i`: `list deployments.apps -n shop`. */
  right?: string;
  /** How long until the answer begins, and then until it is complete. A watch has no end of its own. */
  timeoutMs?: number;
  /** Whoever answers takes seconds by design: it has its place among such calls, and others do not wait for it. */
  isSlow?: boolean;
}

/** The groups that the API server always serves itself; it passes others to an aggregated API. */
const OWN_GROUPS =
  /^\/(?:version|api|apis\/(?:apps|autoscaling|batch|policy|(?:coordination|discovery|networking|rbac\.authorization)\.k8s\.io))(?:\/|$)/;

/** Subresources that a pod, a Service or a kubelet answers. Namespaces and objects may have the same names. */
const PASSED_ON =
  /^\/api\/v1\/(?:namespaces\/[^/]+\/(?:pods|services)|nodes)\/[^/]+\/(?:proxy|log|exec|attach|portforward)(?:\/|$)/;

/** Whether the API server itself answers a path, so that an error is its own. */
export function isAnsweredByApiServer(path: string): boolean {
  const [bare = ''] = path.split('?');
  return OWN_GROUPS.test(bare) && !PASSED_ON.test(bare);
}
