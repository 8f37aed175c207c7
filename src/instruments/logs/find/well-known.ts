import type { Config } from '../../../config/schema.ts';

/** What a store is; each has a client. */
export type StoreKind = Exclude<Config['logs']['kind'], ''>;

/** How the Services of a store are recognized. */
export interface WellKnown {
  kind: StoreKind;
  /** Its name in messages. */
  title: string;
  /** Names that its charts and manifests give to the Service that answers queries. */
  names: readonly string[];
  /** Labels of such Services; one is enough. */
  labels: readonly (readonly [key: string, value: string])[];
  /** The ports for queries. */
  ports: readonly number[];
}

const NAME = 'app.kubernetes.io/name';

/** The stores that are found without configuration. */
export const wellKnown: readonly WellKnown[] = [
  {
    kind: 'victorialogs',
    title: 'VictoriaLogs',
    names: ['victorialogs', 'victoria-logs', 'victoria-logs-single-server', 'vlogs', 'vlsingle', 'vlselect'],
    labels: [
      ...(['victorialogs', 'victoria-logs', 'victoria-logs-single', 'vlogs', 'vlsingle', 'vlselect'] as const).map(
        (name) => [NAME, name] as const,
      ),
      ['app', 'victorialogs'],
    ],
    ports: [9428, 9471],
  },
  {
    kind: 'opensearch',
    title: 'OpenSearch',
    names: ['opensearch', 'opensearch-cluster-master', 'opensearch-cluster'],
    labels: [
      [NAME, 'opensearch'],
      ['app', 'opensearch'],
    ],
    ports: [9200],
  },
  {
    kind: 'elasticsearch',
    title: 'Elasticsearch',
    names: ['elasticsearch', 'elasticsearch-master', 'elasticsearch-es-http'],
    labels: [
      [NAME, 'elasticsearch'],
      ['app', 'elasticsearch-master'],
      ['common.k8s.elastic.co/type', 'elasticsearch'],
    ],
    ports: [9200],
  },
  {
    kind: 'loki',
    title: 'Loki',
    names: ['loki', 'loki-gateway', 'loki-query-frontend', 'loki-read'],
    labels: [[NAME, 'loki']],
    ports: [3100, 80],
  },
];

/** The name of a kind of store in messages. */
export function titleOf(kind: StoreKind): string {
  return wellKnown.find((known) => known.kind === kind)?.title ?? kind;
}

/** The ports for queries of a kind of store. */
export function portsOf(kind: StoreKind): readonly number[] {
  return wellKnown.find((known) => known.kind === kind)?.ports ?? [];
}
