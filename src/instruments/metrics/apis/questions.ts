import type { Hpa } from '../../../cluster/kinds/kinds.ts';
import { isSwitchedOff } from '../../../conditions/kinds/hpa-health.ts';
import { query } from '../../../cluster/kinds/paths.ts';

/** The APIs for metrics that HPAs read. */
export const metricsApis = ['resource', 'custom', 'external'] as const;

/** An API for metrics that HPAs read: of pods and nodes, of any objects, and of what is outside of the cluster. */
export type MetricsApi = (typeof metricsApis)[number];

/** The groups of these APIs, and the version that is asked. */
export const groupOf: Readonly<Record<MetricsApi, string>> = {
  resource: 'metrics.k8s.io/v1beta1',
  custom: 'custom.metrics.k8s.io/v1beta1',
  external: 'external.metrics.k8s.io/v1beta1',
};

/** What an HPA asks of an API. */
export interface Question {
  path: string;
  /** Who asks for what: `hpa shop/web asks for queue_depth`. */
  asks: string;
}

type Metric = NonNullable<NonNullable<Hpa['spec']>['metrics']>[number];
type Selector = { matchLabels?: Readonly<Record<string, string>>; matchExpressions?: readonly unknown[] };

/**
 * What HPAs ask of an API, each question once; pure. One whose target is scaled to zero asks nothing. Metrics of an object other than pods are left to the conditions of the HPA: their path
 * needs the name of the kind in the API.
 */
export function questionsOf(api: MetricsApi, hpas: readonly Hpa[]): Question[] {
  const asking = hpas.filter((hpa) => !isSwitchedOff(hpa));
  const all = asking.flatMap((hpa) => (hpa.spec?.metrics ?? []).flatMap((metric) => questionOf(api, hpa, metric)));
  return [...new Map(all.map((one) => [one.path, one])).values()];
}

function questionOf(api: MetricsApi, { metadata }: Hpa, metric: Metric): Question[] {
  const { namespace = '', name = '' } = metadata ?? {};
  const root = `/apis/${groupOf[api]}/namespaces/${encodeURIComponent(namespace)}`;
  const asks = (what: string) => `hpa ${namespace}/${name} asks for ${what}`;
  if (api === 'resource' && (metric.type === 'Resource' || metric.type === 'ContainerResource')) {
    const resource = (metric.resource ?? metric.containerResource)?.name ?? '';
    return [{ path: `${root}/pods`, asks: asks(`${resource} of pods`) }];
  }
  if (api === 'custom' && metric.pods) {
    const { name: wanted, selector } = metric.pods.metric;
    return [
      {
        path: `${root}/pods/*/${encodeURIComponent(wanted)}${selected('metricLabelSelector', selector)}`,
        asks: asks(wanted),
      },
    ];
  }
  if (api === 'external' && metric.external) {
    const { name: wanted, selector } = metric.external.metric;
    return [
      { path: `${root}/${encodeURIComponent(wanted)}${selected('labelSelector', selector)}`, asks: asks(wanted) },
    ];
  }
  return [];
}

/** Only labels are compared: an expression would have to be written in the syntax of lists. */
function selected(parameter: string, selector: Selector | undefined): string {
  const labels = Object.entries(selector?.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`);
  return labels.length === 0 ? '' : query({ [parameter]: labels.join(',') });
}
