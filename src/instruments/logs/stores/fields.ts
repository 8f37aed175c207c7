import type { Config } from '../../../config/schema.ts';
import { originLabels, type OriginLabel, type StoredEntry } from './log-store.ts';

/** Names of fields by the configuration; empty where it names none. */
export type FieldNames = Config['logs']['fields'];

/** A path of an entry's field, as the collectors name it, with a dot or an underscore between its parts. */
const USUAL: Readonly<Record<OriginLabel | 'message', readonly string[]>> = {
  message: ['_msg', 'message', 'log', 'body', 'msg', 'MESSAGE', 'event.original'],
  namespace: [
    ...['kubernetes.pod_namespace', 'kubernetes.namespace_name', 'kubernetes.namespace', 'k8s.namespace.name'],
    ...['resource.attributes.k8s.namespace.name', 'kubernetes.namespace.name', 'namespace', 'k8s_namespace_name'],
  ],
  pod: [
    ...['kubernetes.pod_name', 'kubernetes.pod.name', 'k8s.pod.name', 'resource.attributes.k8s.pod.name'],
    ...['pod', 'pod_name', 'k8s_pod_name'],
  ],
  container: [
    ...['kubernetes.container_name', 'kubernetes.container.name', 'k8s.container.name'],
    ...['resource.attributes.k8s.container.name', 'container', 'container_name', 'k8s_container_name'],
  ],
  node: [
    ...['kubernetes.pod_node_name', 'kubernetes.node_name', 'kubernetes.host', 'kubernetes.node.name'],
    ...['k8s.node.name', 'resource.attributes.k8s.node.name', 'node_name', 'node', 'k8s_node_name'],
  ],
};

/** All fields of an entry by their paths, parts separated by dots; pure. */
export function flatFields(value: object, before = ''): Map<string, string> {
  const fields = new Map<string, string>();
  for (const [name, inner] of Object.entries(value)) {
    const path = `${before}${name}`;
    if (typeof inner === 'object' && inner !== null && !Array.isArray(inner))
      for (const [deeper, text] of flatFields(inner as object, `${path}.`)) fields.set(deeper, text);
    else if (typeof inner === 'string' || typeof inner === 'number') fields.set(path, String(inner));
  }
  return fields;
}

/** The name of the field that has something: the configured one, or the first of the usual ones that is there; pure. */
export function fieldFor(
  what: OriginLabel | 'message',
  names: FieldNames,
  has: (name: string) => boolean,
): string | undefined {
  const { [what]: configured } = names;
  return configured === '' ? USUAL[what].find(has) : configured;
}

/** The names of the field that may have it, to ask for: the configured one, or all usual ones; pure. */
export function namesFor(what: OriginLabel | 'message', names: FieldNames): readonly string[] {
  const { [what]: configured } = names;
  return configured === '' ? USUAL[what] : [configured];
}

/** What an entry's fields say about where it comes from; pure. */
export function labelsOf(fields: ReadonlyMap<string, string>, names: FieldNames): StoredEntry['labels'] {
  const labels: Partial<Record<OriginLabel, string>> = {};
  for (const label of originLabels) {
    const name = fieldFor(label, names, (one) => fields.has(one));
    const value = name === undefined ? undefined : fields.get(name);
    if (value !== undefined) labels[label] = value;
  }
  return labels;
}

/**
 * The text of an entry: the configured field, or the usual one with the word; collectors keep other texts in such fields too. Pure.
 * @param word that is in the line; empty: any text.
 */
export function messageOf(fields: ReadonlyMap<string, string>, names: FieldNames, word: string): string | undefined {
  const hasWord = (name: string) => fields.get(name)?.includes(word) ?? false;
  const name = fieldFor('message', names, hasWord);
  return name === undefined ? undefined : fields.get(name);
}

/** A time stamp with up to nine digits of a second as nanoseconds since 1970; pure. @returns `undefined` when it is none. */
export function nanoseconds(text: string | undefined): bigint | undefined {
  const [, seconds = '', fraction = '', zone = ''] =
    /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/.exec(text ?? '') ?? [];
  const whole = Date.parse(`${seconds}${zone}`);
  return Number.isNaN(whole) ? undefined : BigInt(whole) * 1_000_000n + BigInt(fraction.padEnd(9, '0'));
}
