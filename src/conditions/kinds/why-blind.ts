import type { Hpa } from '../../cluster/kinds/kinds.ts';

/** Why an HPA cannot act. */
export interface Blindness {
  /** What the verdict is based on: a cause that an object names, or only the time that has passed. */
  grounds: 'cause' | 'timing';
  code: string;
  message: string;
}

/**
 * Why an HPA cannot act, according to its conditions; `undefined` when it can, or when it has no conditions yet.
 * The reasons are those of the controller:
 * https://github.com/kubernetes/kubernetes/blob/v1.34.0/pkg/controller/podautoscaler/horizontal.go
 * @param metricsTrouble the error that the suite itself got from the metrics API, if any.
 */
export function whyBlind(hpa: Hpa, metricsTrouble?: string): Blindness | undefined {
  const condition = (type: string) =>
    hpa.status?.conditions?.find((one) => one.type === type && one.status === 'False');
  const unable = condition('AbleToScale');
  if (unable?.reason === 'FailedGetScale') {
    const { kind, name } = hpa.spec?.scaleTargetRef ?? {};
    const message = `its target ${kind?.toLowerCase()} ${name} cannot be read: ${unable.message}`;
    return { grounds: 'cause', code: 'HPA_TARGET_MISSING', message };
  }
  if (unable) return { grounds: 'cause', code: 'HPA_UNABLE_TO_SCALE', message: `${unable.reason}: ${unable.message}` };
  const inactive = condition('ScalingActive');
  // Somebody has set zero replicas: there is nothing to scale.
  if (!inactive || inactive.reason === 'ScalingDisabled') return undefined;
  const text = inactive.message ?? '';
  const request = /missing request for (\S+) in container (\S+) of Pod (\S+)/.exec(text);
  if (request) {
    const [, resource, container, pod] = request;
    const message = `container ${container} of pod ${pod} has no ${resource} request, of which the target is a percentage`;
    return { grounds: 'cause', code: 'HPA_NO_REQUEST', message };
  }
  if (metricsTrouble !== undefined || /unable to fetch metrics from resource metrics API/.test(text))
    return { grounds: 'cause', code: 'HPA_NO_METRICS_API', message: `no metrics API: ${metricsTrouble ?? text}` };
  // The metric existed before the load: starved pods end, and then they have no metric.
  return { grounds: 'timing', code: 'HPA_METRIC_MISSING', message: `${inactive.reason}: ${text}` };
}
