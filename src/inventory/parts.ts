import type { Kind } from '../cluster/kind.ts';
import { kinds } from '../cluster/kinds.ts';
import type { Part } from './part.ts';

type Kinds = typeof kinds;

/** Most fields of the API's types are optional; a sample without a spec would be one that no check is made of. */
type WithSpec<T> = T extends { spec?: infer Spec } ? T & { spec: NonNullable<Spec> } : T;
/** A row of the table: a part of that kind, whose sample has a spec where the kind has one. */
export type Row<K> = K extends Kind<infer T extends object> ? Part<T> & { sample: WithSpec<T> } : never;

const labels = { app: 'sample' };
const selector = { matchLabels: labels };
const template = { metadata: { labels }, spec: { containers: [{ name: 'sample', image: 'sample' }] } };

/**
 * The kinds that checks are made of, by the name of their resource. A row is all that has to be written: discovery and its rights, the sample
 * inventory, what the scope leaves out, `inventory()` and `forEach` are made from it.
 */
export const parts = {
  nodes: {
    kind: kinds.nodes,
    id: 'workloads/node',
    byLabels: false,
    sample: { spec: {}, status: { conditions: [{ type: 'Ready', status: 'True' }] } },
  },
  namespaces: {
    kind: kinds.namespaces,
    id: 'workloads/namespace',
    byLabels: false,
    sample: { spec: {}, status: { phase: 'Active' } },
  },
  deployments: {
    kind: kinds.deployments,
    id: 'workloads/deployment',
    byLabels: true,
    sample: { spec: { replicas: 1, selector, template }, status: {} },
  },
  statefulSets: {
    kind: kinds.statefulSets,
    id: 'workloads/statefulset',
    byLabels: true,
    sample: { spec: { replicas: 1, serviceName: 'sample', selector, template }, status: { replicas: 1 } },
  },
  daemonSets: {
    kind: kinds.daemonSets,
    id: 'workloads/daemonset',
    byLabels: true,
    sample: {
      spec: { selector, template },
      status: { currentNumberScheduled: 1, desiredNumberScheduled: 1, numberMisscheduled: 0, numberReady: 1 },
    },
  },
  jobs: {
    kind: kinds.jobs,
    id: 'workloads/job',
    byLabels: true,
    sample: { spec: { template }, status: {} },
  },
  services: {
    kind: kinds.services,
    id: 'workloads/service',
    byLabels: true,
    sample: { spec: { type: 'ClusterIP', clusterIP: '192.0.2.1', selector: labels, ports: [{ port: 80 }] } },
  },
  horizontalPodAutoscalers: {
    kind: kinds.horizontalPodAutoscalers,
    id: 'autoscaling/hpa',
    byLabels: true,
    sample: { spec: { maxReplicas: 2, scaleTargetRef: { kind: 'Deployment', name: 'sample' } } },
  },
  podDisruptionBudgets: {
    kind: kinds.podDisruptionBudgets,
    id: 'workloads/pdb',
    byLabels: true,
    sample: { spec: { minAvailable: 1, selector } },
  },
} as const satisfies { readonly [Name in keyof Kinds]?: Row<Kinds[Name]> };

/** The name of a kind that checks are made of: `'deployments'`. */
export type PartName = keyof typeof parts;

/** An object of a kind that checks are made of. */
export type ObjectOf<Name extends PartName> = Kinds[Name] extends Kind<infer T extends object> ? T : never;

/** The parts with their names, as one list. */
export const namedParts = Object.entries(parts) as readonly [PartName, Part][];
