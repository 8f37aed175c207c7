import { expect } from 'chai';
import { kinds } from '../../../cluster/kinds/kinds.ts';
import { FakeApiServer } from '../../../../test/fake-api-server/fake-api-server.ts';
import type { Look } from '../../../conditions/waiting/condition.ts';
import type { TcpTarget } from '../../../instruments/agents/agent-protocol.ts';
import type { ProbeAgent } from '../../../instruments/agents/fleet/probe-fleet.ts';
import { isServed, judgeServed } from './is-served.ts';

const ref = { namespace: 'shop', name: 'web' };
const service = {
  metadata: { ...ref, uid: 's' },
  spec: { clusterIPs: ['10.96.0.9'], ports: [{ port: 80 }], selector: { app: 'web' } },
};
const slice = {
  metadata: { namespace: 'shop', labels: { 'kubernetes.io/service-name': 'web' } },
  addressType: 'IPv4',
  ports: [{ name: '', port: 8080 }],
  endpoints: [{ addresses: ['10.244.1.9'], targetRef: { kind: 'Pod', name: 'web-1', uid: 'u' } }],
};
const pod = { metadata: { name: 'web-1', labels: { app: 'web' } }, status: { podIPs: [{ ip: '10.244.1.9' }] } };
const denyAll = {
  metadata: { namespace: 'shop', name: 'default-deny' },
  spec: { podSelector: {}, policyTypes: ['Ingress'] },
};

const agentOn = (node: string, error?: string) =>
  ({
    node,
    pod: { metadata: { namespace: 'shakedown', name: `agent-${node}`, labels: {} }, status: {} },
    tcp: (targets: readonly TcpTarget[]) =>
      Promise.resolve(
        targets.map(({ host, port }) => ({
          ...{ host, port, ok: error === undefined, tried: 1, failed: error === undefined ? 0 : 1, seconds: 0 },
          ...(error !== undefined && { error }),
        })),
      ),
  }) as unknown as ProbeAgent;

async function observed(agents: readonly ProbeAgent[], policies: readonly object[], last = true) {
  await using server = await FakeApiServer.start({
    routes: { '/apis': { body: { groups: [] } } },
    objects: { '/api/v1/namespaces/shop/pods/web-1': pod },
  });
  const cluster = server.door();
  const objects = new Map<object, readonly object[]>([
    [kinds.endpointSlices, [slice]],
    [kinds.networkPolicies, policies],
  ]);
  const look = {
    ...{ cluster, last, date: new Date(), signal: new AbortController().signal },
    get: (kind: object) => Promise.resolve(kind === kinds.services ? service : undefined),
    list: (kind: object) => Promise.resolve(objects.get(kind) ?? []),
  } as unknown as Look;
  const condition = isServed(ref, agents, { host: '10.96.0.9', port: 80 });
  const answer = condition.judge(await condition.read(look));
  await cluster.close();
  return answer;
}

describe('A Service that is to be asked', () => {
  it('is served when each agent is connected', async () => {
    expect(await observed([agentOn('n1'), agentOn('n2')], [])).to.deep.equal({ state: 'ready' });
  });

  it('is not while one is not', async () => {
    expect(judgeServed({ refused: ['n1: ECONNREFUSED'], of: 2 })).to.deep.equal({
      state: 'not yet',
      reason: 'it does not from node n1: ECONNREFUSED',
      progress: 1,
      counts: '1 of 2 nodes',
    });
    const answer = await observed([agentOn('n1', 'timeout'), agentOn('n2')], []);
    expect(answer).to.include({ state: 'not yet', reason: 'it does not from node n1: timeout' });
    expect(answer).to.not.have.property('isUnjudged');
  });

  it('is not judged in the end where a policy denies the agents its pods', async () => {
    const agents = [agentOn('n1', 'timeout'), agentOn('n2', 'timeout')];
    const answer = await observed(agents, [denyAll]);
    expect(answer).to.include({ state: 'not yet', isUnjudged: true, counts: '2 of 2 nodes' });
    expect('reason' in answer && answer.reason).to.match(/^it does not from node n1: timeout: .*shop\/default-deny/);
    expect(await observed(agents, [denyAll], false)).to.not.have.property('isUnjudged');
  });
});
