import { placeStaticPod } from '../../../testbed/testbed.ts';
import { deployment, namespace, service } from '../faults/fault.ts';
import type { ClusterFault } from '../faults/describe-cluster-faults.ts';

const METRICS = 'deployment/metrics-server';
const SYSTEM = '--namespace=kube-system';
const UNAVAILABLE = '--for=condition=Available=False';

/** Ends the static pod of a fault. */
let endStaticPod = async (): Promise<void> => {};

/** Faults of aggregated APIs, which keep every namespace from being deleted, and of what kubelets start by themselves. */
export const platformFaults: readonly ClusterFault[] = [
  {
    name: 'metrics-server is at zero',
    inject: async ({ kubectl }) => {
      await kubectl([SYSTEM, 'scale', METRICS, '--replicas=0']);
      await kubectl(['wait', UNAVAILABLE, 'apiservice/v1beta1.metrics.k8s.io', '--timeout=90s']);
    },
    repair: async ({ kubectl }) => {
      await kubectl([SYSTEM, 'scale', METRICS, '--replicas=1']);
      await kubectl(['wait', '--for=condition=Available', 'apiservice/v1beta1.metrics.k8s.io', '--timeout=90s']);
    },
    focus: 'platform/|node/|api-server',
    red: {
      'platform/apiservice/v1beta1.metrics.k8s.io':
        /^it is not available: Service kube-system\/metrics-server has no ready endpoint: its selector \S+ selects no pod$/,
    },
    others: {
      'workloads/api-server': 'passed',
      'workloads/node/node-1': 'passed',
      'workloads/node/node-2': 'passed',
    },
  },
  {
    name: 'something else answers in place of an aggregated API',
    long: true,
    inject: async ({ kubectl, apply, image }) => {
      const place = 'fault-api';
      const ports = [{ name: 'https', port: 443, targetPort: 8080 }];
      await apply([
        namespace(place),
        deployment({ namespace: place, image }),
        service(place, { ports }),
        {
          apiVersion: 'apiregistration.k8s.io/v1',
          kind: 'APIService',
          metadata: { name: 'v1.fault.example.com', labels: { 'shakedown-test': 'fault' } },
          spec: {
            ...{ group: 'fault.example.com', version: 'v1', groupPriorityMinimum: 100, versionPriority: 10 },
            ...{ insecureSkipTLSVerify: true, service: { namespace: place, name: 'web' } },
          },
        },
      ]);
      await kubectl([`--namespace=${place}`, 'rollout', 'status', 'deployment/web', '--timeout=60s']);
      const failing = '--for=jsonpath={.status.conditions[?(@.type=="Available")].reason}=FailedDiscoveryCheck';
      await kubectl(['wait', failing, 'apiservice/v1.fault.example.com', '--timeout=90s']);
    },
    repair: async () => {},
    focus: 'platform/|fault-api',
    red: {
      'platform/apiservice/v1.fault.example.com':
        /^it is not available: FailedDiscoveryCheck: failing or missing response from https:/,
      'platform/certificate/apiservice/v1.fault.example.com':
        /^Service fault-api\/web answers without TLS at \S+:8080$/,
    },
    others: {
      'platform/apiservice/v1beta1.metrics.k8s.io': 'passed',
      'workloads/deployment/fault-api/web': 'passed',
      'workloads/service/fault-api/web': 'passed',
    },
  },
  {
    name: 'a static pod crashes again and again',
    long: true,
    inject: async ({ name, kubectl, image }) => {
      const container = { name: 'app', image, args: ['target-app', '--no-such-knob'] };
      endStaticPod = await placeStaticPod(name, 'node-1', {
        ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'fault-static', namespace: 'kube-system' } },
        ...{ spec: { hostNetwork: true, containers: [container] } },
      });
      const ended = '--for=jsonpath={.status.containerStatuses[0].restartCount}=1';
      await kubectl([SYSTEM, 'wait', '--for=create', 'pod/fault-static-node-1', '--timeout=60s']);
      await kubectl([SYSTEM, 'wait', ended, 'pod/fault-static-node-1', '--timeout=60s']);
    },
    repair: async ({ kubectl }) => {
      await endStaticPod();
      await kubectl([SYSTEM, 'wait', '--for=delete', 'pod/fault-static-node-1', '--timeout=60s']);
    },
    focus: 'workloads/pod/|api-server|node/',
    red: { 'workloads/pod/kube-system/fault-static-node-1': /container app (crashes|ended .* after its last start) / },
    others: { 'workloads/api-server': 'passed', 'workloads/node/node-1': 'passed' },
  },
];
