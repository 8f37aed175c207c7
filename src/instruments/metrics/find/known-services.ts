import type { Kind } from '../../../cluster/kinds/kind.ts';
import { MetricsError } from '../api/metrics-error.ts';
import type { Named } from '../../../server-access/misconfigured.ts';
import { operatorKinds, type OperatorObject } from './operator-objects.ts';

/** How the Services of a program are recognized. */
export interface KnownServices extends Named {
  readonly section: 'prometheus' | 'alertmanager';
  /** Labels that its Services have, the surest first. */
  readonly labels: readonly (readonly [key: string, value: string])[];
  /** Names that its Services have in common installations: the generated roles allow to ask these. The surest first. */
  readonly names: readonly string[];
  /** The objects by which prometheus-operator runs it. */
  readonly operated: Kind<OperatorObject>;
  /** The ports of its API, the surest first. */
  readonly ports: readonly number[];
}

/** The error for a configuration that cannot work. */
const misconfigured: Named['misconfigured'] = (facts) =>
  new MetricsError('METRICS_CONFIG', { meaning: 'usage', ...facts });

/**
 * Names and labels of: the examples and the chart of Prometheus, prometheus-operator with its governing Service, kube-prometheus and
 * kube-prometheus-stack under its usual release names, OpenShift; and of what serves the same API: Thanos, VictoriaMetrics, Mimir.
 * 9090: Prometheus; 80: its chart; 8428: VictoriaMetrics; 10902, 9090: Thanos; 8080: Mimir.
 */
export const prometheusServices: KnownServices = {
  what: 'Prometheus',
  section: 'prometheus',
  operated: operatorKinds.prometheuses,
  misconfigured,
  labels: [
    ['app.kubernetes.io/name', 'prometheus'],
    ['app', 'kube-prometheus-stack-prometheus'],
    ['app', 'prometheus'],
    ['k8s-app', 'prometheus'],
    ['operated-prometheus', 'true'],
    ['app.kubernetes.io/name', 'victoria-metrics-single'],
    ['app.kubernetes.io/name', 'vmsingle'],
    ['app.kubernetes.io/name', 'thanos-query'],
    ['app.kubernetes.io/component', 'query-frontend'],
  ],
  names: [
    'prometheus',
    'prometheus-server',
    'prometheus-k8s',
    'prometheus-operated',
    'kube-prometheus-stack-prometheus',
    'prometheus-kube-prometheus-prometheus',
    'kube-prometheus-prometheus',
    'monitoring-kube-prometheus-prometheus',
    'prometheus-prometheus',
    'thanos-query',
    'thanos-querier',
    'thanos-query-frontend',
    'victoria-metrics',
    'vmsingle',
    'mimir-query-frontend',
  ],
  ports: [9090, 80, 8428, 10902, 8080],
};

/** Names and labels of Alertmanager in the same installations. */
export const alertmanagerServices: KnownServices = {
  what: 'Alertmanager',
  section: 'alertmanager',
  operated: operatorKinds.alertmanagers,
  misconfigured,
  labels: [
    ['app.kubernetes.io/name', 'alertmanager'],
    ['app', 'kube-prometheus-stack-alertmanager'],
    ['app', 'alertmanager'],
    ['alertmanager', 'main'],
    ['operated-alertmanager', 'true'],
  ],
  names: [
    'alertmanager',
    'alertmanager-main',
    'prometheus-alertmanager',
    'kube-prometheus-stack-alertmanager',
    'prometheus-kube-prometheus-alertmanager',
    'monitoring-kube-prometheus-alertmanager',
    'alertmanager-operated',
  ],
  ports: [9093, 80],
};

/** The names of its Services, each with each port of its API; pure. */
export function usualPorts({ names, ports }: KnownServices): { service: string; port: number }[] {
  return names.flatMap((service) => ports.map((port) => ({ service, port })));
}
