import { expect } from 'chai';
import { FakeApiServer, listOf, refusal, type Reply } from '../../../../test/fake-api-server/fake-api-server.ts';
import { jumpingClock } from '../../../time/clock.ts';
import { kinds, type Service } from '../../../cluster/kinds/kinds.ts';
import type { Look } from '../../../conditions/waiting/condition.ts';
import type { ProbeAgent } from '../fleet/probe-fleet.ts';
import type { Contact } from '../reach/reach.ts';
import { explainContacts } from './explain-contacts.ts';

const DATE = new Date('2026-03-01T12:00:00Z');
const pod = (readyFor: number) => ({
  metadata: { namespace: 'shop', name: 'web-1', labels: { app: 'web' } },
  status: {
    conditions: [
      { type: 'Ready', status: 'True', lastTransitionTime: new Date(DATE.getTime() - readyFor * 1_000).toISOString() },
    ],
  },
});
const group = (name: string) => ({ name, versions: [{ version: 'v1' }] });
const resource = (name: string, kind: string) => ({ name, kind, namespaced: true, verbs: ['list'] });
const cilium = '/apis/cilium.io/v1/ciliumnetworkpolicies';
const antrea = '/apis/crd.antrea.io/v1/networkpolicies';
const ciliumConfig = '/api/v1/namespaces/kube-system/configmaps/cilium-config';
const policy = (namespace: string, spec: object = {}) => ({ metadata: { namespace, name: 'deny' }, spec });
const served = (readyFor: number): Record<string, Reply> => ({
  '/apis': { body: { groups: [group('cilium.io'), group('crd.antrea.io')] } },
  '/apis/cilium.io/v1': { body: { resources: [resource('ciliumnetworkpolicies', 'CiliumNetworkPolicy')] } },
  '/apis/crd.antrea.io/v1': { body: { resources: [resource('networkpolicies', 'NetworkPolicy')] } },
  [cilium]: listOf('1', []),
  [antrea]: listOf('1', []),
  [ciliumConfig]: { body: { data: {} } },
  '/api/v1/namespaces/shop/pods/web-1': { body: pod(readyFor) },
});

const contact = (kind: 'endpoint' | 'cluster IP', error?: string) =>
  ({
    node: 'n1',
    address: { kind, host: '10.0.0.1', port: 80, identity: 'x', ...(kind === 'endpoint' && { pod: 'web-1' }) },
    answer: { ok: error === undefined, ...(error !== undefined && { error }) },
  }) as unknown as Contact;
const agents = [
  { node: 'n1', pod: { metadata: { namespace: 'shakedown', name: 'agent' }, status: { hostIP: '192.0.2.1' } } },
] as unknown as ProbeAgent[];

async function explained(
  contacts: Contact[],
  replies: Record<string, Reply>,
  {
    last = false,
    readyFor = 600,
    networkPolicies = [],
    service = {},
  }: { last?: boolean; readyFor?: number; networkPolicies?: object[]; service?: Service } = {},
) {
  await using server = await FakeApiServer.start({ routes: { ...served(readyFor), ...replies } });
  const cluster = server.door({ clock: jumpingClock() });
  const list = async (kind: unknown) => (kind === kinds.networkPolicies ? networkPolicies : []);
  const look = { cluster, last, date: DATE, list, get: async () => undefined } as unknown as Look;
  const found = await explainContacts(look, contacts, agents, {
    ...service,
    metadata: { namespace: 'shop', name: 'web' },
  });
  await cluster.close();
  return found.map(({ denied, unjudged, closed }) => denied ?? unjudged ?? closed);
}

const CILIUM = 'CiliumNetworkPolicy shop/deny may drop such traffic, which is not judged here';
const ANTREA = 'NetworkPolicy.crd.antrea.io shop/deny may drop such traffic, which is not judged here';

describe('a connection without an answer', () => {
  const there = { [cilium]: listOf('1', [policy('shop'), policy('elsewhere')]) };

  it('is not judged where a policy of another kind may drop it, and not waited for', async () => {
    expect(await explained([contact('endpoint', 'timeout')], there)).to.deep.equal([CILIUM]);
  });

  it('is waited for while its pod has just become ready, and not judged at the last look', async () => {
    const young = { readyFor: 5 };
    expect(await explained([contact('endpoint', 'timeout')], there, young)).to.deep.equal([undefined]);
    expect(await explained([contact('endpoint', 'timeout')], there, { ...young, last: true })).to.deep.equal([CILIUM]);
  });

  it('is at fault where there are no such policies, or none about its pod', async () => {
    expect(await explained([contact('endpoint', 'timeout')], {}, { last: true })).to.deep.equal([undefined]);
    const other = policy('shop', { endpointSelector: { matchLabels: { app: 'db' } } });
    expect(await explained([contact('endpoint', 'timeout')], { [cilium]: listOf('1', [other]) })).to.deep.equal([
      undefined,
    ]);
  });

  it('is not judged where such policies may not be read, and the permission is named', async () => {
    expect(await explained([contact('endpoint', 'timeout')], { [cilium]: refusal(403, cilium) })).to.deep.equal([
      'policies that may drop such traffic are not known: ciliumnetworkpolicies.cilium.io may not be listed',
    ]);
  });

  it('is not judged where such policies cannot be listed, as where their conversion webhook is gone', async () => {
    const [reason] = await explained([contact('endpoint', 'timeout')], { [cilium]: refusal(500, cilium) });
    expect(reason).to.match(
      /^policies that may drop such traffic are not known: ciliumnetworkpolicies\.cilium\.io could not be listed: 500 /,
    );
  });

  it('to a cluster IP is explained by what closes its endpoints, and is at fault when they answer', async () => {
    const both = [contact('endpoint', 'timeout'), contact('cluster IP', 'timeout')];
    expect(await explained(both, there)).to.deep.equal([CILIUM, CILIUM]);
    const open = [contact('endpoint'), contact('cluster IP', 'timeout')];
    expect(await explained(open, there, { last: true })).to.deep.equal([undefined, undefined]);
  });
});

describe('a connection that is refused', () => {
  const refused = [contact('endpoint', 'ECONNREFUSED')];

  it('is at fault where the policies only drop', async () => {
    expect(await explained(refused, { [cilium]: listOf('1', [policy('shop')]) }, { last: true })).to.deep.equal([
      undefined,
    ]);
  });

  it('is not judged where a policy may refuse it', async () => {
    expect(await explained(refused, { [antrea]: listOf('1', [policy('shop')]) })).to.deep.equal([ANTREA]);
  });
});

describe('a failed connection and NetworkPolicies', () => {
  const deny = { metadata: { namespace: 'shop', name: 'deny' }, spec: { podSelector: {}, policyTypes: ['Ingress'] } };

  it('is explained at the first look, at the endpoint and at the cluster IP', async () => {
    const both = [contact('endpoint', 'timeout'), contact('cluster IP', 'timeout')];
    const reason = 'NetworkPolicy shop/deny selects pod shop/web-1 and admits no probe agent to port 80';
    expect(await explained(both, {}, { networkPolicies: [deny] })).to.deep.equal([reason, reason]);
  });

  it('is explained at an endpoint that is no pod, as those of the API server', async () => {
    const out = {
      metadata: { namespace: 'shakedown', name: 'out' },
      spec: { podSelector: {}, policyTypes: ['Egress'] },
    };
    const host = contact('endpoint', 'timeout');
    const { pod: _, ...address } = host.address;
    const both = [{ ...host, address }, contact('cluster IP', 'timeout')];
    const reason = 'NetworkPolicy shakedown/out selects the probe agents and admits no connection to 10.0.0.1, port 80';
    expect(await explained(both, {}, { networkPolicies: [out, deny] })).to.deep.equal([reason, reason]);
  });

  it('is not explained by those of other namespaces', async () => {
    const other = { ...deny, metadata: { namespace: 'other', name: 'deny' } };
    expect(await explained([contact('endpoint', 'timeout')], {}, { networkPolicies: [other] })).to.deep.equal([
      undefined,
    ]);
  });
});

describe('a failed connection and the defaults of a network plugin', () => {
  const timeout = [contact('endpoint', 'timeout')];

  it('is not judged where Cilium denies what no policy admits', async () => {
    const always = { [ciliumConfig]: { body: { data: { 'enable-policy': 'always' } } } };
    expect(await explained(timeout, always)).to.deep.equal([
      'Cilium denies what no policy admits (enable-policy is always in ConfigMap kube-system/cilium-config)',
    ]);
    expect(await explained([contact('endpoint', 'ECONNREFUSED')], always)).to.deep.equal([undefined]);
  });

  it('is at fault where Cilium enforces no policy', async () => {
    const there = { [cilium]: listOf('1', [policy('shop')]) };
    const never = { [ciliumConfig]: { body: { data: { 'enable-policy': 'never' } } } };
    expect(await explained(timeout, { ...there, ...never })).to.deep.equal([undefined]);
    const unread = { [ciliumConfig]: refusal(403, ciliumConfig) };
    expect(await explained(timeout, { ...there, ...unread })).to.deep.equal([CILIUM]);
  });

  const FELIX = '/apis/crd.projectcalico.org/v1/felixconfigurations';
  const calico = (...found: object[]): Record<string, Reply> => ({
    '/apis': { body: { groups: [group('crd.projectcalico.org')] } },
    '/apis/crd.projectcalico.org/v1': {
      body: { resources: [{ ...resource('felixconfigurations', 'FelixConfiguration'), namespaced: false }] },
    },
    [FELIX]: listOf('1', found),
  });
  const felix = (name: string, action?: string) => ({
    metadata: { name },
    spec: { ...(action && { defaultEndpointToHostAction: action }) },
  });
  const at = (kind: 'endpoint' | 'cluster IP', host: string, error?: string) => {
    const one = contact(kind, error);
    return { ...one, address: { ...one.address, host } };
  };
  const own = [at('endpoint', '192.0.2.1', 'timeout'), at('cluster IP', '10.96.3.4', 'timeout')];
  const DROP =
    'Calico may deny pods connections to their own node (defaultEndpointToHostAction Drop, FelixConfiguration default)';

  it('is not judged where Calico denies pods their own node, nor at the cluster IP that leads there', async () => {
    expect(await explained(own, calico(felix('default', 'Drop')))).to.deep.equal([DROP, DROP]);
    const [usual] = await explained(own, calico(felix('default')));
    expect(usual).to.match(/defaultEndpointToHostAction Drop, its default in FelixConfiguration\)$/);
    const refused = [at('endpoint', '192.0.2.1', 'ECONNREFUSED')];
    const [rejected] = await explained(refused, calico(felix('node.n1', 'Reject'), felix('default', 'Accept')));
    expect(rejected).to.match(/defaultEndpointToHostAction Reject, FelixConfiguration node\.n1\)$/);
    expect(await explained(refused, calico(felix('default', 'Drop')), { last: true })).to.deep.equal([undefined]);
  });

  it('is at fault where Calico accepts it, may not be asked, or the pod is elsewhere', async () => {
    const last = { last: true };
    expect(await explained(own, calico(felix('default', 'Accept')), last)).to.deep.equal([undefined, undefined]);
    const unread = { ...calico(), [FELIX]: refusal(403, FELIX) };
    expect(await explained(own, unread, last)).to.deep.equal([undefined, undefined]);
    const elsewhere = [at('endpoint', '192.0.2.9', 'timeout')];
    expect(await explained(elsewhere, calico(felix('default', 'Drop')), last)).to.deep.equal([undefined]);
  });
});

describe('a port that an app declares and does not open', () => {
  const at = (port: number, portName: string, error?: string) => {
    const one = contact('endpoint', error);
    return { ...one, address: { ...one.address, port, portName } };
  };
  const both = [at(8080, 'http'), at(9094, 'mesh', 'ECONNREFUSED')];
  const ports = [8080, 9094].map((containerPort) => ({ containerPort }));
  const INGRESSES = '/apis/networking.k8s.io/v1/namespaces/shop/ingresses';
  const leads = (name: string) =>
    listOf('1', [
      { metadata: { name: 'web' }, spec: { defaultBackend: { service: { name: 'web', port: { name } } } } },
    ]);
  const of = async (ingresses: Reply) => {
    const web = { ...pod(600), spec: { containers: [{ name: 'web', ports }] } };
    const routes = { '/api/v1/namespaces/shop/pods/web-1': { body: web }, [INGRESSES]: ingresses };
    const service = {
      spec: {
        ports: [
          { name: 'http', port: 80 },
          { name: 'mesh', port: 9094 },
        ],
      },
    };
    const [, reason] = await explained(both, routes, { service });
    return reason;
  };

  it('is closed by design, unless an Ingress leads to it', async () => {
    expect(await of(leads('http'))).to.match(/^nothing listens on port 9094, which its pods declare/);
    expect(await of(leads('mesh'))).to.equal(undefined);
    expect(await of(refusal(403, INGRESSES))).to.match(/^nothing listens on port 9094/);
  });
});
