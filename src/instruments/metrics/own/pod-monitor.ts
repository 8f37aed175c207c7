import type { Manifest } from '../../../cluster/cluster.ts';
import type { Ref } from '../../../cluster/kinds/kind.ts';
import { selects, type LabelSelector } from '../../../conditions/kinds/label-selector.ts';
import { suiteLabels } from '../../../objects/suite-labels.ts';
import type { OperatorObject } from '../find/operator-objects.ts';

type Labels = Readonly<Record<string, string>>;

/** A namespace as a selector sees it. */
export interface Place {
  name: string;
  labels: Labels;
}

/**
 * The labels that a PodMonitor has to have for a Prometheus of prometheus-operator to pick it up in a namespace, or why it does not; pure.
 * A selector that is empty takes all, one that is absent takes none, and of namespaces its own.
 * https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.PrometheusSpec
 */
export function labelsToBePickedUp(prometheus: OperatorObject, place: Place): { labels: Labels } | { why: string } {
  const { podMonitorSelector: selector, podMonitorNamespaceSelector: namespaces } = prometheus.spec ?? {};
  const { namespace = '', name = '' } = prometheus.metadata ?? {};
  const who = `Prometheus ${namespace}/${name}`;
  if (!selector) return { why: `${who} picks up no PodMonitor (podMonitorSelector)` };
  const isIn = namespaces ? selects(namespaces, place.labels) : namespace === place.name;
  if (!isIn) return { why: `${who} picks up no PodMonitor of namespace ${place.name} (podMonitorNamespaceSelector)` };
  const labels = labelsFor(selector);
  const whole = { ...labels, [suiteLabels.managedByLabel]: suiteLabels.managedBy };
  if (selects(selector, whole)) return { labels };
  return { why: `no PodMonitor of the suite can have the labels that ${who} wants (podMonitorSelector)` };
}

/** Labels that a selector may take: the least that it asks for; pure. */
function labelsFor({ matchLabels = {}, matchExpressions = [] }: LabelSelector): Labels {
  const asked = matchExpressions.flatMap(({ key, operator, values = [] }): [string, string][] => {
    if (operator === 'In') return [[key, values[0] ?? '']];
    return operator === 'Exists' ? [[key, 'shakedown']] : [];
  });
  return { ...Object.fromEntries(asked), ...matchLabels };
}

/** A PodMonitor for the pods of a target app; pure. @param labels by which Prometheus picks it up. */
export function podMonitorFor({ namespace, name }: Required<Ref>, labels: Labels): Manifest {
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PodMonitor',
    metadata: { namespace, name, labels: { ...labels } },
    spec: {
      selector: { matchLabels: { 'app.kubernetes.io/name': name } },
      // The name of the port of the target app.
      podMetricsEndpoints: [{ port: 'http', path: '/metrics' }],
    },
  };
}
