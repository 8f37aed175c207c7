import type { Kind } from './kind.ts';

/** A right as `kubectl auth can-i` takes it: `list deployments.apps -n shop`. */
export function rightTo(verb: string, kind: Kind, namespace: string | undefined, subresource?: string): string {
  const group = kind.group === '' ? '' : `.${kind.group}`;
  const sub = subresource === undefined ? '' : ` --subresource=${subresource}`;
  const place = !kind.namespaced ? '' : namespace === undefined ? ' --all-namespaces' : ` -n ${namespace}`;
  return `${verb} ${kind.resource}${group}${sub}${place}`;
}
