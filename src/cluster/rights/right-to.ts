import type { Kind } from '../kinds/kind.ts';

/** A permission as the arguments of `kubectl auth can-i`: `list deployments.apps -n shop`. */
export function rightTo(verb: string, kind: Kind, namespace: string | undefined, subresource?: string): string {
  const group = kind.group === '' ? '' : `.${kind.group}`;
  const sub = subresource === undefined ? '' : ` --subresource=${subresource}`;
  const place = !kind.namespaced ? '' : namespace === undefined ? ' --all-namespaces' : ` -n ${namespace}`;
  return `${verb} ${kind.resource}${group}${sub}${place}`;
}
