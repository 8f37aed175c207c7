import type { LocalCluster } from '../../cluster/specs/local-cluster.ts';
import type { ClusterFault } from '../faults/describe-cluster-faults.ts';
import { namespace } from '../faults/fault.ts';

const ENGINE = ['--namespace=kube-router', 'daemonset/kube-router'];
const ROLE = 'shakedown-testbed:kube-router';
const CHECK = 'platform/network-policy';
// The definitions of Traefik are always in order: a run that judges nothing is no run.
const ALWAYS = 'platform/crd/gateways.gateway.networking.k8s.io';
const focus = `${CHECK}$|${ALWAYS}`;
const config = { networkPolicy: { within: '15s' } };

/** Lets the engine run nowhere, or on all nodes again. */
async function schedule({ kubectl }: LocalCluster, nodeSelector: object | null): Promise<void> {
  const patch = { spec: { template: { spec: { nodeSelector } } } };
  await kubectl(['patch', ...ENGINE, `--patch=${JSON.stringify(patch)}`]);
  await kubectl(['rollout', 'status', ...ENGINE, '--timeout=60s']);
}

/** Gives the engine the right to read NetworkPolicies, or takes it, and starts it again, so that it notices. */
async function mayReadPolicies({ kubectl }: LocalCluster, may: boolean): Promise<void> {
  const resources = [may ? 'networkpolicies' : 'ingressclasses'];
  const rule = { op: 'replace', path: '/rules/1/resources', value: resources };
  await kubectl(['patch', 'clusterrole', ROLE, '--type=json', `--patch=${JSON.stringify([rule])}`]);
  await kubectl(['rollout', 'restart', ...ENGINE]);
}

/** Faults of what enforces NetworkPolicies. */
export const policyFaults: readonly ClusterFault[] = [
  {
    name: 'the engine that enforces NetworkPolicies runs on no node',
    long: true,
    inject: (local) => schedule(local, { 'shakedown-test': 'nowhere' }),
    repair: (local) => schedule(local, { 'shakedown-test': null }),
    config,
    focus,
    red: {
      [CHECK]:
        /^NetworkPolicy network-policy-deny is not enforced: pods on node-\d, node-\d connect to pod network-policy-\S+ on node-\d, which it denies$/,
    },
    others: { [ALWAYS]: 'passed' },
  },
  {
    name: 'the engine that enforces NetworkPolicies may not read them',
    long: true,
    inject: (local) => mayReadPolicies(local, false),
    repair: async (local) => {
      await mayReadPolicies(local, true);
      await local.kubectl(['rollout', 'status', ...ENGINE, '--timeout=90s']);
    },
    config,
    focus,
    red: { [CHECK]: /^NetworkPolicy network-policy-deny is not enforced: pods on node-\d, node-\d connect to pod/ },
    others: { [ALWAYS]: 'passed' },
  },
  {
    // No fault: what one namespace denies is no matter of another one.
    name: 'another namespace denies everything by default',
    long: true,
    inject: async ({ apply }) => {
      const place = 'fault-default-deny';
      await apply([
        namespace(place),
        {
          apiVersion: 'networking.k8s.io/v1',
          kind: 'NetworkPolicy',
          metadata: { name: 'default-deny', namespace: place },
          spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
        },
      ]);
    },
    repair: () => Promise.resolve(),
    config,
    focus,
    red: {},
    others: { [CHECK]: 'passed', [ALWAYS]: 'passed' },
  },
  {
    // No fault: a cluster that claims nothing is not judged.
    name: 'the configuration says that NetworkPolicies are not enforced',
    long: true,
    inject: () => Promise.resolve(),
    repair: () => Promise.resolve(),
    config: { networkPolicy: { enforced: 'no' } },
    focus,
    red: {},
    others: { [CHECK]: ['skipped', /^networkPolicy\.enforced is no$/], [ALWAYS]: 'passed' },
  },
];
