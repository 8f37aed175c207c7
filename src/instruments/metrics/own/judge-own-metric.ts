import { notYet, ready, type Observation } from '../../../conditions/waiting/condition.ts';
import type { Target } from '../api/schemas.ts';
import { errorOfTarget, nameOfTarget } from '../jobs/target-name.ts';
import type { Read } from '../api/read.ts';

/** How soon the next look may find the value, in milliseconds. */
const LOOK_AGAIN_MS = 500;

/** How far a value of a pod of the suite has come at one look. */
export type OwnMetricSeen = Read<{
  /** The value in Prometheus; absent where it has no such series. */
  value: number | undefined;
  /** The targets with the address of a pod; undefined where that is not served. */
  targets: readonly Target[] | undefined;
  /** Whether a scrape job looks for the annotations; undefined where the configuration is not served, or nothing asked for it. */
  isLookedFor: boolean | undefined;
}>;

/**
 * Judges whether a value that the suite has counted is in Prometheus; pure. A PodMonitor that is not picked up is not judged: which namespaces the operator
 * watches, and where Prometheus may list pods, is in no object.
 * @param counted the value.
 * @param by the PodMonitor by which its pod is to be scraped, or why there is none. @default by its annotations
 */
export function judgeOwnMetric(
  seen: OwnMetricSeen,
  counted: number,
  by: { monitor?: string; why?: string } = {},
): Observation {
  if ('unserved' in seen) return { state: 'does not apply', reason: seen.unserved };
  const due = { inMs: LOOK_AGAIN_MS };
  if ('trouble' in seen) return { ...notYet(seen.trouble), isUnjudged: true, due };
  const { value, targets, isLookedFor } = seen;
  if (value !== undefined && value >= counted) return ready();
  const failing = targets?.find(({ health }) => health === 'down');
  if (failing)
    return { ...notYet(`its target fails: ${nameOfTarget(failing)}: ${errorOfTarget(failing)}`, value ?? 0), due };
  if (value !== undefined)
    return { ...notYet(`the app has counted ${counted}, and Prometheus has ${value}`, value), due };
  if ((targets?.length ?? 0) > 0) return { ...notYet('its pod is a target, and its metric is not there yet'), due };
  if (by.monitor !== undefined)
    return {
      ...notYet(`no scrape job has found its pod, by PodMonitor ${by.monitor}`),
      ...{ isUnjudged: true, due },
      todo: 'see that the operator watches that namespace, and that Prometheus may list its pods; or set prometheus.podMonitor to false',
    };
  if (isLookedFor === false)
    return {
      state: 'does not apply',
      reason: `no scrape job looks for pods with these annotations (prometheus.annotations), so no pod of the suite is scraped${by.why === undefined ? '' : `; ${by.why}`}`,
    };
  const reason = 'no scrape job has found its pod, by its annotations (prometheus.annotations)';
  return { ...notYet(reason), ...(isLookedFor === undefined && { isUnjudged: true }), due };
}

/**
 * Whether the configuration of Prometheus looks for pods with one of these annotations; pure.
 * https://prometheus.io/docs/prometheus/latest/configuration/configuration/#kubernetes_sd_config
 */
export function looksFor(yaml: string, annotations: Readonly<Record<string, string>>): boolean {
  const names = Object.keys(annotations).map((name) => name.replaceAll(/[^a-zA-Z0-9_]/g, '_'));
  return names.some((name) => new RegExp(`__meta_kubernetes_pod_annotation(?:present)?_${name}\\b`).test(yaml));
}
