import { expect } from 'chai';
import { kinds } from '../../../cluster/kinds/kinds.ts';
import type { Look } from '../../../conditions/waiting/condition.ts';
import { BUDGET_SPENT } from '../agent-protocol.ts';
import type { ProbeAgent, TcpAnswer } from '../fleet/probe-fleet.ts';
import { admitAgents, denyAll } from './own-policies.ts';
import { judgeAdmits, judgeDenies, podAdmits, podDenies, twoNodes, type PolicyTry } from './pods-connect.ts';

const ref = { namespace: 'own', name: 'network-policy' };
const pod = { host: '10.244.2.5', port: 8080, name: 'network-policy-1', node: 'n2' };
const tried = (node: string, failed: number, error = 'timeout'): PolicyTry => ({
  node,
  answer: { ok: failed === 0, tried: 3, failed, ...(failed > 0 && { error }) },
});

describe('A pod that policies are about', () => {
  it('is admitted to when all tries from all nodes connect', () => {
    expect(judgeAdmits({ pod, tries: [tried('n1', 0), tried('n2', 0)] }, 'x')).to.deep.equal({ state: 'ready' });
    expect(judgeAdmits({ pod, tries: [tried('n1', 1), tried('n2', 0)] }, 'NetworkPolicy p admits them')).to.deep.equal({
      state: 'not yet',
      reason:
        'pod network-policy-1 on n2 cannot be connected to from n1 (timeout), although NetworkPolicy p admits them',
      progress: 1,
    });
    expect(judgeAdmits({ pod: undefined, tries: [] }, 'x').state).to.equal('not yet');
  });

  it('is denied when all tries from all nodes fail, refused or without an answer', () => {
    const denied = { pod, tries: [tried('n1', 3), tried('n2', 3, 'ECONNREFUSED')] };
    expect(judgeDenies(denied, 'NetworkPolicy p')).to.deep.equal({ state: 'ready' });
    expect(judgeDenies({ pod, tries: [tried('n1', 2), tried('n2', 3)] }, 'NetworkPolicy p')).to.deep.equal({
      state: 'not yet',
      reason: 'NetworkPolicy p is not enforced: pods on n1 connect to pod network-policy-1 on n2, which it denies',
      progress: 1,
    });
  });

  it('is not judged where an agent may open no more connections', () => {
    const seen = { pod, tries: [tried('n1', 3, BUDGET_SPENT)] };
    for (const answer of [judgeAdmits(seen, 'x'), judgeDenies(seen, 'x')])
      expect(answer).to.deep.equal({
        state: 'not yet',
        reason: 'probing.connectionsInAll is spent',
        isUnjudged: true,
      });
  });

  it('is tried from its own node and one other', () => {
    const agents = ['n1', 'n2', 'n3'].map((node) => ({ node })) as unknown as ProbeAgent[];
    const nodes = (node: string) => twoNodes(agents, node).map((agent) => agent.node);
    expect([nodes('n2'), nodes('n4')]).to.deep.equal([['n2', 'n1'], ['n1']]);
  });

  describe('is read by the agents', () => {
    const slice = {
      metadata: { namespace: 'own', labels: { 'kubernetes.io/service-name': 'network-policy' } },
      ...{ addressType: 'IPv4', ports: [{ port: 8080 }] },
      endpoints: [{ addresses: [pod.host], nodeName: 'n2', targetRef: { kind: 'Pod', name: pod.name } }],
    };
    const agentOn = (node: string, answer: Partial<TcpAnswer>) =>
      ({
        ...{ node, pod: { metadata: { namespace: 'shakedown' } } },
        tcp: ([target]: { times: number }[]) =>
          Promise.resolve([{ ...target, tried: target!.times, seconds: 0, ...answer }]),
      }) as unknown as ProbeAgent;
    const lookOf = (policies: readonly object[], last = false) =>
      ({
        ...{ last, signal: new AbortController().signal },
        cluster: { list: () => Promise.resolve([]), discovery: () => Promise.resolve([]) },
        list: (kind: object) => Promise.resolve(kind === kinds.endpointSlices ? [slice] : policies),
      }) as unknown as Look;
    const open = agentOn('n1', { ok: true, failed: 0 });
    const shut = agentOn('n1', { ok: false, failed: 3, error: 'ECONNREFUSED' });

    it('at its address and port, three times', async () => {
      const seen = await podAdmits(ref, [open], 'x').read(lookOf([]));
      expect(seen.pod).to.deep.equal(pod);
      expect(seen.tries[0]?.answer.tried).to.equal(3);
      const denied = await podDenies(pod, [shut], 'p').read(lookOf([]));
      expect(denied.tries[0]?.answer.failed).to.equal(3);
    });

    it('and is not judged in the end where a policy of others is about it, or about the agents', async () => {
      const policy = (namespace: string, spec: object) => ({ metadata: { namespace, name: 'strict' }, spec });
      const condition = podAdmits(ref, [shut], 'x');
      for (const other of [
        policy('own', { podSelector: {} }),
        policy('shakedown', { podSelector: {}, policyTypes: ['Egress'] }),
      ]) {
        expect((await condition.read(lookOf([other]))).unjudged).to.equal(undefined);
        expect(condition.judge(await condition.read(lookOf([denyAll(ref), other], true)))).to.deep.equal({
          state: 'not yet',
          reason: `NetworkPolicy ${other.metadata.namespace}/strict may deny it as well`,
          isUnjudged: true,
        });
      }
    });
  });
});

describe('The policies of the suite', () => {
  it('are about the pods of one app alone', () => {
    const podSelector = { matchLabels: { 'app.kubernetes.io/name': 'network-policy' } };
    expect(denyAll(ref)).to.deep.include({
      metadata: { namespace: 'own', name: 'network-policy-deny' },
      spec: { podSelector, policyTypes: ['Ingress'], ingress: [] },
    });
    expect(admitAgents(ref, 'shakedown')['spec']).to.deep.equal({
      podSelector,
      policyTypes: ['Ingress'],
      ingress: [
        {
          from: [
            {
              namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'shakedown' } },
              podSelector: { matchLabels: { 'app.kubernetes.io/name': 'shakedown-probe-agent' } },
            },
          ],
        },
      ],
    });
  });
});
