import type { LocalCluster } from '../../../cluster/specs/local-cluster.ts';
import { deployment, namespace, service, type Fault } from '../fault.ts';

/** A class of Ingresses that nobody serves. */
const CLASS = 'fault-nobody';
const ingressClass = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'IngressClass',
  metadata: { name: CLASS, labels: { 'shakedown-test': 'fault' } },
  spec: { controller: 'example.com/nobody' },
};
const ingress = (place: string, ingressClassName = CLASS) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name: 'web', namespace: place },
  spec: { ingressClassName, defaultBackend: { service: { name: 'web', port: { number: 80 } } } },
});

/** Gives an Ingress an address, as its controller does. */
async function serve({ kubectl }: LocalCluster, place: string): Promise<void> {
  const status = { loadBalancer: { ingress: [{ ip: '192.0.2.1' }] } };
  const patch = `--patch=${JSON.stringify({ status })}`;
  await kubectl(['patch', 'ingress', 'web', `--namespace=${place}`, '--subresource=status', '--type=merge', patch]);
}

/** Faults of Ingresses and load balancers, and what is healthy although it looks like one. */
export const faults: readonly Fault[] = [
  {
    name: 'no controller serves the class of an Ingress',
    manifests: (image) => [
      ...[ingressClass, namespace('fault-ingress-unserved')],
      ...[
        deployment({ namespace: 'fault-ingress-unserved', image }),
        service('fault-ingress-unserved'),
        ingress('fault-ingress-unserved'),
      ],
    ],
    red: {
      'platform/ingress/fault-ingress-unserved/web':
        /^no controller has given it an address \(class fault-nobody of example\.com\/nobody\)$/,
    },
    others: { 'workloads/service/fault-ingress-unserved/web': 'passed' },
  },
  {
    name: 'the class of an Ingress does not exist, and neither does its Service',
    manifests: () => [namespace('fault-ingress-class'), ingress('fault-ingress-class', 'no-such-class')],
    red: {
      'platform/ingress/fault-ingress-class/web':
        /^IngressClass "no-such-class" does not exist: .*fault-nobody.*; Service fault-ingress-class\/web does not exist$/,
    },
  },
  {
    name: 'an Ingress has an address, and its Service no ready endpoint',
    manifests: (image) => [
      ...[namespace('fault-ingress-unready'), service('fault-ingress-unready'), ingress('fault-ingress-unready')],
      deployment({ namespace: 'fault-ingress-unready', image, knobs: ['--ready=false'] }),
    ],
    inject: (local) => serve(local, 'fault-ingress-unready'),
    red: {
      'platform/ingress/fault-ingress-unready/web':
        /^Service fault-ingress-unready\/web: it has no ready endpoint: its pod is not ready: container app runs and is not ready/,
      'workloads/deployment/fault-ingress-unready/web': /container app runs and is not ready/,
      'workloads/service/fault-ingress-unready/web': /no ready endpoint/,
    },
  },
  {
    name: 'nothing gives addresses to Services of type LoadBalancer',
    manifests: (image) => [
      namespace('fault-balancer'),
      deployment({ namespace: 'fault-balancer', image }),
      {
        ...service('fault-balancer'),
        spec: { type: 'LoadBalancer', selector: { app: 'web' }, ports: [{ port: 8080 }] },
      },
    ],
    red: {
      'platform/loadbalancer/fault-balancer/web':
        /^no load balancer has given it an address, and nothing says why: does a controller for them run\?$/,
    },
    others: { 'workloads/service/fault-balancer/web': 'passed' },
  },
  {
    name: 'an Ingress has an address, and what is behind it is scaled to zero',
    manifests: (image) => [
      ...[namespace('fine-ingress'), service('fine-ingress'), ingress('fine-ingress')],
      deployment({ namespace: 'fine-ingress', image, replicas: 0 }),
    ],
    inject: (local) => serve(local, 'fine-ingress'),
    red: {},
    others: { 'platform/ingress/fine-ingress/web': 'passed' },
  },
];
