import { formatObject } from '../../../cluster/kinds/paths.ts';
import { isSameKind, type ObjectId } from '../../../cluster/kinds/kind.ts';
import { kinds } from '../../../cluster/kinds/kinds.ts';
import { ago, conditionLines, field, indented, pairs, type Condition } from './lines.ts';

/** The fields of an object of any kind that are described. */
export interface Described {
  metadata?: {
    name?: string;
    namespace?: string;
    uid?: string;
    generation?: number;
    creationTimestamp?: string;
    deletionTimestamp?: string;
    finalizers?: string[];
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    ownerReferences?: { kind: string; name: string; uid: string }[];
  };
  spec?: object;
  status?: object;
}

/** Parts of a specification that are described elsewhere, or that would fill pages. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  'template',
  'jobTemplate',
  'conditions',
  'containers',
  'initContainers',
]);

/** The longest value of a field that is shown, in characters. */
const LONGEST = 400;

/**
 * An object of any kind for people, like `kubectl describe`: whose it is, how old, its conditions, the fields of its specification and its status.
 * Of a Secret and a ConfigMap no more than its name and its labels; pure.
 */
export function describeObject({ kind, ref }: ObjectId, object: Described, now: Date): string[] {
  const { metadata = {}, spec, status } = object;
  const { conditions, ...state } = (status ?? {}) as { conditions?: Condition[] };
  const isData = isSameKind(kind, kinds.secrets) || isSameKind(kind, kinds.configMaps);
  return [
    formatObject(kind, ref),
    ...indented([
      ...field('created', ago(metadata.creationTimestamp, now)),
      ...field('deletion asked for', ago(metadata.deletionTimestamp, now)),
      ...field('finalizers', metadata.finalizers?.join(', ')),
      ...field('owner', metadata.ownerReferences?.map((owner) => `${owner.kind} ${owner.name}`).join(', ')),
      ...field('generation', metadata.generation),
      ...field('labels', pairs(metadata.labels)),
      ...field('annotations', isData ? '' : pairs(metadata.annotations).slice(0, 2_000)),
      ...(Array.isArray(conditions) && conditions.length > 0
        ? ['conditions:', ...indented(conditionLines(conditions, now))]
        : []),
      ...(isData ? [] : [...part('spec', spec), ...part('status', state)]),
    ]),
  ];
}

function part(name: string, fields: object | undefined): string[] {
  const shown = Object.entries(fields ?? {}).filter(([key]) => !LEFT_OUT.has(key));
  if (shown.length === 0) return [];
  const lines = shown.map(([key, value]) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return `${key}: ${text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`}`;
  });
  return [`${name}:`, ...indented(lines)];
}
