import type { LocalCluster } from '../../../cluster/specs/local-cluster.ts';
import { createCustom, type CustomKind } from '../custom-kind.ts';
import { deployment, namespace, service, type Fault } from '../fault.ts';

/** Nobody enforces it here. */
const CALICO: CustomKind = {
  apiVersion: 'crd.projectcalico.org/v1',
  kind: 'NetworkPolicy',
  resource: 'networkpolicies',
};

function policyOf(place: string, selector: string): (local: LocalCluster) => Promise<void> {
  const policy = { metadata: { namespace: place, name: 'deny' }, spec: { selector, types: ['Ingress'] } };
  return (local) => createCustom(local, [CALICO], [{ apiVersion: CALICO.apiVersion, kind: CALICO.kind, ...policy }]);
}

/** A Deployment, and a Service with a port on which nobody listens. */
function closed(place: string, image: string): object[] {
  const ports = [{ name: 'http', port: 80, targetPort: 9999 }];
  return [namespace(place), deployment({ namespace: place, image }), service(place, { ports })];
}

/** Faults beside policies of network plugins, which explain only what they are about. */
export const faults: readonly Fault[] = [
  {
    name: 'nobody listens on the port of a Service, and a policy of Calico is about other pods',
    manifests: (image) => closed('fault-other-policy', image),
    inject: policyOf('fault-other-policy', "app in {'db', 'cache'} || !has(app)"),
    red: {
      'workloads/service/fault-other-policy/web':
        /:9999 \(pod web-\S+\) refused the connection from node-1, node-2: nothing listens on port 9999/,
    },
    others: { 'workloads/deployment/fault-other-policy/web': 'passed' },
  },
  {
    name: 'a policy of Calico may deny the agents, and nobody listens on the port',
    manifests: (image) => closed('fault-own-policy', image),
    inject: policyOf('fault-own-policy', "app == 'web' && projectcalico.org/namespace == 'fault-own-policy'"),
    // Connections that a policy may deny cannot be judged from outside.
    red: {},
    others: {
      'workloads/service/fault-own-policy/web': [
        'inconclusive',
        /NetworkPolicy\.crd\.projectcalico\.org fault-own-policy\/deny may drop such traffic/,
      ],
    },
  },
];
