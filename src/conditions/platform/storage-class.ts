import type { V1StorageClass } from '@kubernetes/client-node';
import type { Wire } from '../../cluster/kinds/kind.ts';
import { kinds } from '../../cluster/kinds/kinds.ts';
import { looksAt } from '../../cluster/rights/rights.ts';
import { notYet, ready, type Condition, type Observation } from '../waiting/condition.ts';

export type StorageClass = Wire<V1StorageClass>;

/** The annotation of the default class, and its name before Kubernetes 1.6, which counts as well. */
const DEFAULT = [
  'storageclass.kubernetes.io/is-default-class',
  'storageclass.beta.kubernetes.io/is-default-class',
] as const;

/** The most names that a reason tells. */
const NAMES = 5;

/** Whether claims that name no class get this one. */
export function isDefaultClass({ metadata }: StorageClass): boolean {
  return DEFAULT.some((name) => metadata?.annotations?.[name] === 'true');
}

/**
 * Why no volume of a class is tested; `undefined` when one is.
 * @param named classes that the configuration names. @default those that are the default
 */
export function whyNotTested(storageClass: StorageClass, named: readonly string[]): string | undefined {
  if (named.length > 0 && !named.includes(nameOf(storageClass))) return 'storage.classes does not name it';
  if (named.length === 0 && !isDefaultClass(storageClass))
    return 'it is not the default, and storage.classes does not name it';
  return storageClass.reclaimPolicy === 'Retain'
    ? 'its volumes are kept when their claims are deleted (reclaimPolicy Retain), so the test would leave one behind'
    : undefined;
}

/** Exactly one StorageClass is the default. It is met as well when there is none at all: then there is nothing to choose from. */
export function oneDefaultStorageClass(): Condition<readonly StorageClass[]> {
  return {
    title: 'exactly one StorageClass is the default',
    rights: [looksAt(kinds.storageClasses)],
    todo: 'kubectl get storageclasses',
    read: (look) => look.list(kinds.storageClasses),
    judge: judgeDefaultClass,
  };
}

/** Judges which of all StorageClasses are the default; pure. */
export function judgeDefaultClass(classes: readonly StorageClass[]): Observation {
  const defaults = classes.filter(isDefaultClass);
  if (classes.length === 0 || defaults.length === 1) return ready();
  if (defaults.length === 0)
    return notYet(`no StorageClass is the default: claims that name none wait for ever; there ${listed(classes)}`);
  // plugin/pkg/admission/storage/storageclass/setdefault of Kubernetes: the newest, and of several the first by name.
  const sorted = defaults.toSorted(
    (a, b) =>
      Date.parse(b.metadata?.creationTimestamp ?? '') - Date.parse(a.metadata?.creationTimestamp ?? '') ||
      nameOf(a).localeCompare(nameOf(b)),
  );
  return notYet(
    `${sorted.length} StorageClasses are the default: ${namesOf(sorted)}; claims that name none get the newest, ${nameOf(sorted[0])}`,
  );
}

function listed(classes: readonly StorageClass[]): string {
  return `${classes.length === 1 ? 'is' : 'are'} ${namesOf(classes)}`;
}

function namesOf(classes: readonly StorageClass[]): string {
  const more = classes.length > NAMES ? ` and ${classes.length - NAMES} more` : '';
  return `${classes.slice(0, NAMES).map(nameOf).join(', ')}${more}`;
}

function nameOf(one: StorageClass | undefined): string {
  return one?.metadata?.name ?? '';
}
