/**
 * Whether a controller adds a label with this value to a pod: one that only its own pods have, such as their name, or one that other pods may
 * have too; `false` if it does not. Pure.
 */
export type AddsLabel = (key: string, value: string) => 'its own' | 'any' | false;

/** An object as far as the labels of its pods depend on it. */
interface Named {
  metadata?: { name?: string; uid?: string };
}

/** Labels with a hash of the template, which nobody can know from the manifest. */
const REVISION = 'controller-revision-hash';

/**
 * The number of the pod of a StatefulSet that a label selects, by its name or its index: `kafka-2` and `2` are 2. `undefined` when it is none of
 * its pods. Sources: pkg/controller/statefulset/stateful_set_utils.go (`initIdentity`, `updateIdentity`), KEP-4017.
 */
export function ordinalOf({ metadata }: Named, key: string, value: string): number | undefined {
  const text =
    key === 'apps.kubernetes.io/pod-index'
      ? value
      : key === 'statefulset.kubernetes.io/pod-name' && value.startsWith(`${metadata?.name}-`)
        ? value.slice(`${metadata?.name}-`.length)
        : '';
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

/** Labels of the pods of a StatefulSet (pkg/controller/statefulset/stateful_set_utils.go). */
export const addedByStatefulSet =
  (owner: Named): AddsLabel =>
  (key, value) =>
    key === 'statefulset.kubernetes.io/pod-name' && ordinalOf(owner, key, value) !== undefined
      ? 'its own'
      : (key === REVISION || ordinalOf(owner, key, value) !== undefined) && 'any';

/** Labels of the pods of a DaemonSet (pkg/controller/daemon/util/daemonset_util.go, `CreatePodTemplate`). */
export const addedByDaemonSet: AddsLabel = (key) => (key === REVISION || key === 'pod-template-generation') && 'any';

/** Labels of the pods of a Job, with and without the prefix of KEP-2307 (pkg/registry/batch/job/strategy.go, `generateSelector`; KEP-4017). */
export const addedByJob =
  ({ metadata }: Named): AddsLabel =>
  (key, value) => {
    switch (key.replace(/^batch\.kubernetes\.io\//, '')) {
      case 'job-name':
        return value === metadata?.name && 'its own';
      case 'controller-uid':
        return value === metadata?.uid && 'its own';
      case 'job-completion-index':
        return /^\d+$/.test(value) && 'any';
      default:
        return false;
    }
  };

/** Labels of the pods of a CronJob's Jobs, which it names by the minute of their schedule (pkg/controller/cronjob/utils.go, `getJobName`). */
export const addedByCronJob =
  ({ metadata }: Named): AddsLabel =>
  (key, value) => {
    const name = key.replace(/^batch\.kubernetes\.io\//, '');
    if (name === 'job-name') return value.startsWith(`${metadata?.name}-`) && /-\d+$/.test(value) && 'its own';
    return (name === 'controller-uid' || name === 'job-completion-index') && 'any';
  };

/** No label: the controller adds none, or has written them into the template. */
export const addedByNone: AddsLabel = () => false;
