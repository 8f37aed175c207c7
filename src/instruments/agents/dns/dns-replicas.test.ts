import { expect } from 'chai';
import type { EndpointSlice } from '../../../cluster/kinds/kinds.ts';
import { notYet, ready } from '../../../conditions/waiting/condition.ts';
import { judgeReplicas, replicasBehind, type ReplicaAnswered } from './dns-replicas.ts';

const question = { name: 'kubernetes.default.svc.cluster.local.', type: 'A' } as const;
const expected = { question, addresses: new Set(['10.96.0.1']), all: true };
const answered = (pod: string, answer: { records?: string[]; error?: string }, more: object = {}): ReplicaAnswered => ({
  expected,
  replica: { server: `10.244.0.${pod}:53`, port: 53, pod: `coredns-${pod}` },
  answer: { ...question, records: [], seconds: 0.001, ...answer },
  ...more,
});
const good = answered('1', { records: ['10.96.0.1'] });
const silent = answered('2', { error: 'timeout' });

describe('the name servers behind the cluster DNS', () => {
  const ports = [
    { name: 'dns-tcp', port: 5353, protocol: 'TCP' },
    { name: 'dns', port: 5353, protocol: 'UDP' },
  ];
  const slice = (address: string, { ready = true, on = ports, nodeName = 'n1' } = {}) =>
    ({
      addressType: address.includes(':') ? 'IPv6' : 'IPv4',
      ports: on,
      endpoints: [
        { addresses: [address], nodeName, conditions: { ready }, targetRef: { kind: 'Pod', name: 'coredns-1' } },
      ],
    }) as unknown as EndpointSlice;
  const servers = (spec: object, slices: EndpointSlice[], nameservers = ['10.96.0.10', 'fd00:1::a']) =>
    replicasBehind({ spec }, slices, { node: 'n1', nameservers }).map(({ server }) => server);
  const clusterIPs = ['10.96.0.10', 'fd00:1::a'];

  it('are all ready ones, with their UDP port', () => {
    const slices = [slice('10.244.0.1'), slice('fd00::1'), slice('10.244.0.2', { ready: false })];
    expect(replicasBehind({ spec: { clusterIPs } }, slices, { node: 'n1', nameservers: clusterIPs })).to.deep.equal([
      { server: '10.244.0.1:5353', port: 5353, pod: 'coredns-1' },
      { server: '[fd00::1]:5353', port: 5353, pod: 'coredns-1' },
    ]);
    expect(servers({ clusterIPs }, [slice('10.244.0.1', { on: ports.slice(0, 1) })])).to.deep.equal([]);
  });

  it('are those of the address family that pods use: a node may lack the other one', () => {
    const slices = [slice('10.244.0.1'), slice('fd00::1')];
    expect(servers({ clusterIPs }, slices, ['10.96.0.10'])).to.deep.equal(['10.244.0.1:5353']);
    expect(servers({ clusterIPs }, slices, ['fd00:1::a'])).to.deep.equal(['[fd00::1]:5353']);
    expect(servers({ clusterIPs }, slices, ['169.254.20.10'])).to.deep.equal([]);
  });

  it('are those of the node itself where the Service does not forward to others', () => {
    const slices = [slice('10.244.0.1'), slice('10.244.1.1', { nodeName: 'n2' })];
    expect(servers({ clusterIPs, internalTrafficPolicy: 'Local' }, slices)).to.deep.equal(['10.244.0.1:5353']);
    expect(servers({ clusterIPs, internalTrafficPolicy: 'Cluster' }, slices)).to.have.length(2);
  });

  it('are none where the owner of the Service has opted out', () => {
    const slices = [slice('10.244.0.1')];
    const optedOut = { annotations: { 'shakedown/skip': 'true' } };
    const asker = { node: 'n1', nameservers: clusterIPs };
    expect(replicasBehind({ metadata: optedOut, spec: { clusterIPs } }, slices, asker)).to.deep.equal([]);
  });

  it('change nothing when each answers', () => {
    expect(judgeReplicas(ready('4 names'), [good])).to.deep.equal({ state: 'ready', reason: '4 names' });
  });

  it('are bad when one of them is, though the others answered all that was asked', () => {
    expect(judgeReplicas(ready('4 names'), [good, silent])).to.deep.equal({
      state: 'not yet',
      reason: '1 of 2 name servers do not answer correctly: no answer from pod coredns-2 (10.244.0.2:53)',
      progress: 1,
    });
  });

  it('are reported before the names that failed because of them', () => {
    expect(judgeReplicas(notYet('1 of 4 names', 3), [good, silent])).to.deep.equal({
      state: 'not yet',
      reason: '1 of 2 name servers do not answer correctly: no answer from pod coredns-2 (10.244.0.2:53); 1 of 4 names',
      progress: 3,
    });
  });

  it('add nothing when all of them are bad', () => {
    expect(judgeReplicas(notYet('4 of 4 names', 0), [silent]).reason).to.equal('4 of 4 names');
  });

  it('are not judged by a missing answer that a policy explains', () => {
    expect(judgeReplicas(ready(), [good, { ...silent, denied: true }])).to.deep.equal({ state: 'ready' });
  });
});
