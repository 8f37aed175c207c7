import type { Kind } from '../../../cluster/kinds/kind.ts';
import type { LabelSelector } from '../../../conditions/kinds/label-selector.ts';

/** An endpoint of a monitor: a port of a Service or of a pod. */
export interface MonitorEndpoint {
  /** Name of the port. */
  port?: string;
  /** Name or number of the container's port. */
  targetPort?: string | number;
  /** Of a PodMonitor. */
  portNumber?: number;
}

/** A ServiceMonitor or a PodMonitor of prometheus-operator, as far as it is judged. */
export interface Monitor {
  metadata?: {
    name?: string;
    namespace?: string;
    deletionTimestamp?: string;
    labels?: Readonly<Record<string, string>>;
  };
  spec?: {
    selector?: LabelSelector;
    namespaceSelector?: { any?: boolean; matchNames?: readonly string[] };
    /** Of a ServiceMonitor. */
    endpoints?: readonly MonitorEndpoint[];
    /** Of a PodMonitor. */
    podMetricsEndpoints?: readonly MonitorEndpoint[];
  };
}

const operator = (kind: string): Kind<Monitor> => ({
  group: 'monitoring.coreos.com',
  version: 'v1',
  resource: `${kind.toLowerCase()}s`,
  kind,
  namespaced: true,
});

/** The monitors of prometheus-operator. https://prometheus-operator.dev/docs/api-reference/api/ */
export const monitorKinds = {
  serviceMonitors: operator('ServiceMonitor'),
  podMonitors: operator('PodMonitor'),
} as const;

/** The name of a monitor's first scrape job, without the number of the endpoint, as prometheus-operator forms it. */
export function jobPrefix(kind: Kind<Monitor>, { metadata }: Monitor): string {
  const word = kind.kind === 'ServiceMonitor' ? 'serviceMonitor' : 'podMonitor';
  return `${word}/${metadata?.namespace}/${metadata?.name}/`;
}
