import { notYet, ready, type Observation } from '../waiting/condition.ts';
import { isTerminating, judgeMissing } from '../workloads/judge-workload.ts';
import type { Ownership } from '../workloads/ownership.ts';
import { highest, metricsOf, formatReading } from './hpa-metrics.ts';
import type { Hpa } from '../../cluster/kinds/kinds.ts';
import { whyBlind } from './why-blind.ts';

/** How far above its target a metric may be before the controller wants more pods; the controller's default. */
const TOLERANCE = 0.1;

/** How an HPA is judged. */
export interface HpaOptions extends Ownership {
  /**
   * Whether an HPA that is held at its maximum is a failure. By default it is worth knowing: how much an app may take at its peak is its team's
   * decision, and the HPA does what it was told.
   * @default false
   */
  failAtMaximum?: boolean;
}

/**
 * Judges one look at an HPA: it can read its metrics and its target, and with the option is not held at its maximum. All else is 'not yet',
 * because right after a cluster was built the metrics of new pods take a while, and an HPA may be at its maximum for a moment.
 */
export function judgeHpa(hpa: Hpa | undefined, { failAtMaximum = false, ...ownership }: HpaOptions = {}): Observation {
  if (!hpa || isTerminating(hpa)) return judgeMissing(ownership, hpa);
  const { observedGeneration } = hpa.status ?? {};
  if (observedGeneration !== undefined && observedGeneration < (hpa.metadata?.generation ?? 0))
    return notYet('its controller has not seen the current spec yet');
  if ((hpa.status?.conditions ?? []).length === 0) return notYet('its controller has not looked at it yet');
  const blind = whyBlind(hpa);
  if (blind) return notYet(blind.message);
  if (isSwitchedOff(hpa)) return ready('its target is at zero replicas, which switches it off');
  const metrics = metricsOf(hpa);
  const unread = metrics.filter(({ current }) => current === undefined);
  if (unread.length > 0) return notYet(unread.map(formatReading).join('; '));
  const held = whyHeld(hpa);
  if (held !== undefined) return failAtMaximum ? notYet(held) : ready(held);
  return ready(metrics.map(formatReading).join('; '));
}

/** That an HPA is at its maximum with a metric above its target: it wants more replicas than it may have. Otherwise `undefined`; pure. */
export function whyHeld(hpa: Hpa): string | undefined {
  const maxReplicas = hpa.spec?.maxReplicas ?? 0;
  const limited = hpa.status?.conditions?.find(({ type }) => type === 'ScalingLimited');
  if (limited?.status !== 'True' || limited.reason !== 'TooManyReplicas') return undefined;
  // With equal minimum and maximum somebody wants no scaling.
  if ((hpa.spec?.minReplicas ?? 1) >= maxReplicas) return undefined;
  const readings = metricsOf(hpa);
  // After a peak only the stabilisation window keeps the number: the controller remembers what it would have wanted without a maximum.
  if (readings.every(({ ratio }) => ratio !== undefined && ratio <= 1 + TOLERANCE)) return undefined;
  const most = highest(readings);
  return `it is held at its maximum of ${maxReplicas} replicas: ${most ? formatReading(most) : limited.message}`;
}

/** Whether an HPA does nothing because its target is scaled to zero; pure. It asks for no metrics then. */
export function isSwitchedOff(hpa: Hpa): boolean {
  return (hpa.status?.conditions ?? []).some(
    ({ type, status, reason }) => type === 'ScalingActive' && status === 'False' && reason === 'ScalingDisabled',
  );
}
