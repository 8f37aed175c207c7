import type { Manifest, Selection } from '../cluster.ts';
import type { Kind, Ref } from './kind.ts';

/** The API path of the objects of a kind: `/apis/apps/v1/namespaces/shop/deployments`. */
export function collectionPath(kind: Kind, namespace?: string): string {
  const root = kind.group === '' ? `/api/${kind.version}` : `/apis/${kind.group}/${kind.version}`;
  const scope = kind.namespaced && namespace !== undefined ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  return `${root}${scope}/${kind.resource}`;
}

/**
 * The API path of one object, or of a subresource of it.
 * @throws TypeError when the kind is namespaced and the reference has no namespace.
 */
export function objectPath(kind: Kind, ref: Ref, subresource?: string): string {
  if (kind.namespaced && ref.namespace === undefined)
    throw new TypeError(`${kind.kind} '${ref.name}' needs a namespace: its kind is not cluster-scoped`);
  const path = `${collectionPath(kind, ref.namespace)}/${encodeURIComponent(ref.name)}`;
  return subresource === undefined ? path : `${path}/${subresource}`;
}

/** Name and namespace of the object of a manifest. */
export function manifestRef({ metadata: { namespace, name } }: Pick<Manifest, 'metadata'>): Ref {
  return namespace === undefined ? { name } : { namespace, name };
}

/** The query of a URL; parameters that are `undefined` are left out. Without parameters it is the empty text. */
export function query(parameters: Record<string, string | number | boolean | undefined>): string {
  const known = Object.entries(parameters).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, String(value)] as [string, string]],
  );
  return known.length === 0 ? '' : `?${new URLSearchParams(known).toString()}`;
}

/** One object in a sentence: `deployment shop/web`, `node n1`. */
export function formatObject(kind: Kind, ref: Ref): string {
  const place = kind.namespaced && ref.namespace !== undefined ? `${ref.namespace}/` : '';
  return `${formatKind(kind)} ${place}${ref.name}`;
}

/** Objects of a kind in a sentence: `deployments in namespace shop`, `nodes`. */
export function formatCollection(kind: Kind, { namespace }: Selection): string {
  if (!kind.namespaced) return kind.resource;
  return `${kind.resource} in ${namespace === undefined ? 'all namespaces' : `namespace ${namespace}`}`;
}

/** A kind's name inside a sentence: `deployment`, `statefulSet`, but `API…` as it is. */
function formatKind(kind: Kind): string {
  return /^[A-Z][a-z]/.test(kind.kind) ? kind.kind.charAt(0).toLowerCase() + kind.kind.slice(1) : kind.kind;
}
