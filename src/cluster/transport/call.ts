/** One call to the API server, as the door plans it. */
export interface Call {
  /** What it is, in the terms of RBAC and of the API server's own metrics; requests are counted by it. */
  verb: 'GET' | 'LIST' | 'WATCH' | 'CREATE' | 'APPLY' | 'PATCH' | 'DELETE' | 'PROXY' | 'LOG' | 'RAW';
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Path and query. */
  path: string;
  /** What it does, for messages: `list deployments in all namespaces`. */
  doing: string;
  body?: unknown;
  contentType?: string;
  /** `safe`: doing it twice is as good as once. `once`: it may only be repeated when it surely was not done. */
  repeat: 'safe' | 'once' | 'never';
  /** What `kubectl auth can-i` is asked to learn whether it is allowed: `list deployments.apps -n shop`. */
  right?: string;
  /** How long until the answer begins, and then until it is complete. A watch has no end of its own. */
  timeoutMs?: number;
}

/** What the API server always answers itself, and neither hands on by its proxy nor to an API that is aggregated. */
const ITS_OWN =
  /^\/(?:version|api|apis\/(?:apps|autoscaling|batch|policy|(?:coordination|discovery|networking|rbac\.authorization)\.k8s\.io))(?=\/|$)(?!.*\/(?:proxy|log)\b)/;

/** Whether what comes back from a path, or does not, is the API server's own doing. */
export function isItsOwn(path: string): boolean {
  return ITS_OWN.test(path.split('?')[0] ?? '');
}
