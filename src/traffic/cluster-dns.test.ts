import { expect } from 'chai';
import { kinds, type NetworkPolicy } from '../cluster/kinds.ts';
import type { Look } from '../conditions/condition.ts';
import { namesResolve } from './cluster-dns.ts';
import type { ProbeAgent } from './probes.ts';

const api = { metadata: { namespace: 'default', name: 'kubernetes' }, spec: { clusterIPs: ['10.96.0.1'] } };
const dns = { metadata: { namespace: 'kube-system', name: 'kube-dns' }, spec: { clusterIPs: ['10.96.0.10'] } };
const slice = {
  metadata: { namespace: 'kube-system', labels: { 'kubernetes.io/service-name': 'kube-dns' } },
  addressType: 'IPv4',
  ports: [{ name: 'dns', port: 53, protocol: 'UDP' }],
  endpoints: [{ addresses: ['10.244.1.2'], targetRef: { kind: 'Pod', name: 'coredns-1' } }],
};
const coredns = {
  metadata: { namespace: 'kube-system', name: 'coredns-1' },
  status: { podIPs: [{ ip: '10.244.1.2' }] },
};
const deny: NetworkPolicy = {
  metadata: { namespace: 'shakedown', name: 'deny' },
  spec: { podSelector: {}, policyTypes: ['Egress'] },
};

async function judged(policies: NetworkPolicy[], nameserver: string) {
  const agent = {
    node: 'n1',
    pod: { metadata: { namespace: 'shakedown', name: 'agent-1' } },
    nameservers: [nameserver],
    clusterDomain: 'cluster.local',
    dns: (asked: readonly object[]) =>
      Promise.resolve(asked.map((one) => ({ ...one, records: [], error: 'timeout', seconds: 4 }))),
  } as unknown as ProbeAgent;
  const lists = new Map<unknown, readonly unknown[]>([
    [kinds.services, [api, dns]],
    [kinds.endpointSlices, [slice]],
    [kinds.networkPolicies, policies],
  ]);
  const look = {
    signal: new AbortController().signal,
    cluster: { get: async () => coredns },
    get: async (kind: unknown) => (kind === kinds.services ? api : undefined),
    list: async (kind: unknown) => lists.get(kind) ?? [],
  } as unknown as Look;
  const condition = namesResolve(agent, [{ namespace: 'default', name: 'kubernetes' }]);
  return condition.judge(await condition.read(look));
}

describe('a cluster DNS that does not answer', () => {
  it('is at fault when no policy is in the way', async () => {
    expect(await judged([], '10.96.0.10')).to.include({ state: 'not yet' });
  });

  it('is not judged when a policy keeps the agents off its pods', async () => {
    expect(await judged([deny], '10.96.0.10')).to.deep.equal({
      state: 'ready',
      reason:
        'NetworkPolicy shakedown/deny selects the probe agents and admits no connection to pod kube-system/coredns-1, port 53',
    });
  });

  it('is not judged when a policy keeps the agents off a name server that is no Service', async () => {
    const { state, reason } = await judged([deny], '169.254.20.10');
    expect(state).to.equal('ready');
    expect(reason).to.match(/selects the probe agents and admits no connection to 169\.254\.20\.10, port 53$/);
  });
});
