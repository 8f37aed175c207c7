import { createCustom, type CustomKind } from '../custom-kind.ts';
import { namespace, service, type Fault } from '../fault.ts';

const CLUSTER: CustomKind = {
  ...{ apiVersion: 'postgresql.cnpg.io/v1', kind: 'Cluster', resource: 'clusters' },
  scale: { specReplicasPath: '.spec.instances', statusReplicasPath: '.status.instances' },
};
const MACHINE: CustomKind = { apiVersion: 'kubevirt.io/v1', kind: 'VirtualMachine', resource: 'virtualmachines' };
/** Its manifest has another name for the number of its pods, and no labels. */
const CACHE: CustomKind = {
  ...{ apiVersion: 'cache.example.com/v1', kind: 'Cache', resource: 'caches' },
  scale: {
    ...{ specReplicasPath: '.spec.nodes', statusReplicasPath: '.status.nodes' },
    labelSelectorPath: '.status.serves',
  },
};

const object = ({ apiVersion, kind }: CustomKind, place: string, name: string, fields: object): object => ({
  ...{ apiVersion, kind, ...fields },
  metadata: { namespace: place, name, ...('metadata' in fields ? (fields.metadata as object) : {}) },
});

/** Faults of what operators run, and what is healthy although it looks like one. */
export const faults: readonly Fault[] = [
  {
    name: 'an operator does not create the pods of a database',
    manifests: () => [
      namespace('fault-operator'),
      service('fault-operator', {
        name: 'db-rw',
        selector: { 'cnpg.io/cluster': 'db', 'cnpg.io/instanceRole': 'primary' },
      }),
    ],
    inject: (local) =>
      createCustom(local, [CLUSTER], [object(CLUSTER, 'fault-operator', 'db', { spec: { instances: 3 } })]),
    red: {
      'workloads/service/fault-operator/db-rw':
        /selector cnpg\.io\/cluster=db,cnpg\.io\/instanceRole=primary matches no pod; it belongs to cluster fault-operator\/db, which should have pods/,
    },
  },
  {
    name: 'an operator does not create the pods of a cache, whose number and labels its scale alone tells',
    manifests: () => [namespace('fault-scale'), service('fault-scale', { name: 'cache' })],
    inject: (local) =>
      createCustom(
        local,
        [CACHE],
        [object(CACHE, 'fault-scale', 'cache', { spec: { nodes: 2 }, status: { serves: 'app=cache' } })],
      ),
    red: {
      'workloads/service/fault-scale/cache': /matches no pod; such pods are created by cache fault-scale\/cache/,
    },
  },
  {
    name: 'what operators run is stopped by design',
    manifests: () => [
      namespace('fine-stopped'),
      service('fine-stopped', {
        name: 'db-rw',
        selector: { 'cnpg.io/cluster': 'db', 'cnpg.io/instanceRole': 'primary' },
      }),
      service('fine-stopped', { name: 'machine' }),
      service('fine-stopped', { name: 'cache' }),
    ],
    inject: (local) =>
      createCustom(
        local,
        [CLUSTER, MACHINE, CACHE],
        [
          object(CLUSTER, 'fine-stopped', 'db', {
            metadata: { annotations: { 'cnpg.io/hibernation': 'on' } },
            spec: { instances: 3 },
          }),
          object(MACHINE, 'fine-stopped', 'machine', {
            spec: { running: false, template: { metadata: { labels: { app: 'machine' } }, spec: {} } },
          }),
          object(CACHE, 'fine-stopped', 'cache', { spec: { nodes: 0 }, status: { serves: 'app=cache' } }),
        ],
      ),
    red: {},
    others: {
      'workloads/service/fine-stopped/db-rw': [
        'skipped',
        /^cluster fine-stopped\/db is stopped \(annotation cnpg\.io\/hibernation: on\)$/,
      ],
      'workloads/service/fine-stopped/machine': [
        'skipped',
        /^virtualmachine fine-stopped\/machine is stopped \(running: false\)$/,
      ],
      'workloads/service/fine-stopped/cache': ['skipped', /^cache fine-stopped\/cache is scaled to zero$/],
    },
  },
];
