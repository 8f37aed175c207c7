import { expect } from 'chai';
import { ClusterError } from '../../../cluster/cluster-error.ts';
import { kinds, type EndpointSlice, type NetworkPolicy } from '../../../cluster/kinds/kinds.ts';
import type { Look } from '../../../conditions/waiting/condition.ts';
import { systemClock } from '../../../time/clock.ts';
import { namesResolve } from './cluster-dns.ts';
import type { ProbeAgent } from '../fleet/probe-fleet.ts';

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

const agentWith = (dns: ProbeAgent['dns'], nameserver = '10.96.0.10') =>
  ({
    node: 'n1',
    pod: { metadata: { namespace: 'shakedown', name: 'agent-1' } },
    nameservers: [nameserver],
    clusterDomain: 'cluster.local',
    dns,
  }) as unknown as ProbeAgent;

const cilium = { name: 'cilium.io', versions: [{ version: 'v2' }] };
const ciliumPolicies = {
  name: 'ciliumnetworkpolicies',
  kind: 'CiliumNetworkPolicy',
  namespaced: true,
  verbs: ['list'],
};

async function judged(policies: NetworkPolicy[], nameserver: string, { others = [] as object[], why = false } = {}) {
  const agent = agentWith(
    async (asked) => asked.map((one) => ({ ...one, records: [], error: 'timeout', seconds: 4 })),
    nameserver,
  );
  const lists = new Map<unknown, readonly unknown[]>([
    [kinds.services, [api, dns]],
    [kinds.endpointSlices, [slice]],
    [kinds.networkPolicies, policies],
  ]);
  const look = {
    signal: new AbortController().signal,
    why,
    last: why,
    cluster: {
      get: async () => coredns,
      clock: systemClock,
      listingScope: () => undefined,
      raw: async (path: string) =>
        JSON.stringify(path === '/apis' ? { groups: [cilium] } : { resources: [ciliumPolicies] }),
      list: async () => others,
    },
    get: async (kind: unknown) => (kind === kinds.services ? api : undefined),
    list: async (kind: unknown) => lists.get(kind) ?? [],
  } as unknown as Look;
  const condition = namesResolve(agent, { items: [] });
  return condition.judge(await condition.read(look));
}

describe('a cluster DNS that does not answer', () => {
  it('is at fault when no policy denies the traffic', async () => {
    expect(await judged([], '10.96.0.10')).to.include({ state: 'not yet' });
  });

  it('is not judged when a policy denies the agents the traffic to its pods', async () => {
    expect(await judged([deny], '10.96.0.10')).to.deep.equal({
      state: 'ready',
      reason:
        'NetworkPolicy shakedown/deny selects the probe agents and admits no connection to pod kube-system/coredns-1, port 53',
    });
  });

  it('is not judged at the last look where policies of other kinds, in its namespace or the agents’, may drop the questions', async () => {
    const others = [{ metadata: { namespace: 'kube-system', name: 'dns' } }];
    expect(await judged([], '10.96.0.10', { others })).to.include({ state: 'not yet' });
    const { state, reason } = await judged([], '10.96.0.10', { others, why: true });
    expect(state).to.equal('ready');
    expect(reason).to.match(
      /^name server 10\.96\.0\.10 does not answer: CiliumNetworkPolicy kube-system\/dns.* may drop such traffic, which is not judged here$/,
    );
  });

  it('is not judged when a policy denies the agents the traffic to a name server that is not a Service', async () => {
    const { state, reason } = await judged([deny], '169.254.20.10');
    expect(state).to.equal('ready');
    expect(reason).to.match(/selects the probe agents and admits no connection to 169\.254\.20\.10, port 53$/);
  });
});

describe('a cluster DNS with several name servers', () => {
  const ends = ['10.244.1.2', '10.244.2.2'].map((address, index) => ({
    addresses: [address],
    conditions: { ready: true },
    targetRef: { kind: 'Pod', name: `coredns-${index + 1}` },
  }));
  const seen = async (silent: string, policies: readonly object[] = []) => {
    const asked: (string | undefined)[] = [];
    let calls = 0;
    const agent = agentWith(async (questions) => {
      calls += 1;
      asked.push(...questions.map(({ server }) => server));
      return questions.map(({ name, type, server }) =>
        server === silent
          ? { name, type, records: [], error: 'timeout', seconds: 4 }
          : { name, type, records: ['10.96.0.1'], seconds: 0 },
      );
    });
    const lists = new Map<unknown, readonly unknown[]>([
      [kinds.services, [api, dns]],
      [kinds.endpointSlices, [{ ...slice, endpoints: ends }]],
      [kinds.networkPolicies, policies],
    ]);
    const look = {
      signal: new AbortController().signal,
      why: false,
      cluster: { get: async () => coredns, clock: systemClock },
      get: async (kind: unknown) => (kind === kinds.services ? api : undefined),
      list: async (kind: unknown) => lists.get(kind) ?? [],
    } as unknown as Look;
    const condition = namesResolve(agent, { items: [] });
    return { judged: condition.judge(await condition.read(look)), asked, calls };
  };

  it('is asked for all names at once, so that a look at a dead one takes no longer than one answer', async () => {
    expect((await seen('10.244.2.2:53')).calls).to.equal(1);
  });

  it('is asked by its address, and each of them by its own', async () => {
    const { judged: observation, asked } = await seen('none');
    expect(asked).to.deep.equal([undefined, '10.244.1.2:53', '10.244.2.2:53']);
    expect(observation).to.deep.equal({ state: 'ready', reason: '1 names' });
  });

  it('is at fault when one of them does not answer, though its address does', async () => {
    const { judged: observation } = await seen('10.244.2.2:53');
    expect(observation).to.include({
      state: 'not yet',
      reason: '1 of 2 name servers do not answer correctly: no answer from pod coredns-2 (10.244.2.2:53)',
    });
  });

  it('is not at fault when a policy denies the agents the traffic to one of them', async () => {
    expect((await seen('10.244.2.2:53', [deny])).judged.state).to.equal('ready');
  });
});

describe('the suite’s own headless Service', () => {
  const own = { namespace: 'shakedown', name: 'shakedown-names-1' };
  const headless = { metadata: own, spec: { clusterIPs: ['None'] } };
  const endpoints = {
    metadata: { namespace: 'shakedown', labels: { 'kubernetes.io/service-name': own.name } },
    addressType: 'IPv4',
    endpoints: [{ addresses: ['10.244.1.7'], conditions: { ready: true } }],
  };
  const answers: Record<string, string> = {
    'kubernetes.default.svc.cluster.local.': '10.96.0.1',
    'shakedown-names-1.shakedown.svc.cluster.local.': '10.244.1.7',
  };
  const services = [headless, api];
  const seen = async (there: readonly object[], slices: readonly object[]) => {
    const asked: string[] = [];
    const agent = agentWith(async (questions) => {
      asked.push(...questions.map(({ name }) => name));
      return questions.map((one) => ({ ...one, records: [answers[one.name] ?? ''], seconds: 0 }));
    });
    const look = {
      signal: new AbortController().signal,
      cluster: { clock: systemClock, get: async () => ({}) },
      get: async (_: unknown, { name }: { name: string }) =>
        (there as typeof services).find(({ metadata }) => metadata.name === name),
      list: async (kind: unknown) => (kind === kinds.endpointSlices ? slices : []),
    } as unknown as Look;
    const condition = namesResolve(agent, { items: [] }, own);
    return { judged: condition.judge(await condition.read(look)), asked };
  };

  it('is asked for like the others', async () => {
    const { judged: observation, asked } = await seen(services, [endpoints]);
    expect(asked).to.have.members(Object.keys(answers));
    expect(observation).to.deep.equal({ state: 'ready', reason: '2 names' });
  });

  it('is waited for until it has endpoints; the cluster DNS is not asked earlier, because it would cache that there are none', async () => {
    const { judged: observation, asked } = await seen(services, []);
    expect(asked).to.deep.equal([]);
    expect(observation).to.deep.equal({
      state: 'not yet',
      reason:
        'service shakedown/shakedown-names-1, created for the probe agents, has no ready endpoint in its EndpointSlices',
      progress: 0,
    });
  });

  it('is reported when somebody has removed it', async () => {
    const { judged: observation } = await seen([api], [endpoints]);
    expect(observation).to.include({
      state: 'not yet',
      reason: 'service shakedown/shakedown-names-1, created for the probe agents, was removed meanwhile',
    });
  });
});

describe('a cluster DNS with a configuration of its own', () => {
  const COREFILE = '.:53 {\n kubernetes cluster.local {\n  ignore empty_service\n }\n}';
  const forbidden = new ClusterError('CLUSTER_FORBIDDEN', { expected: '', seen: '', transient: false });
  const zero = { metadata: { namespace: 'shop', name: 'zero' }, spec: { clusterIPs: ['10.96.3.9'] } };
  const configured = {
    metadata: { namespace: 'kube-system', name: 'coredns-1', uid: 'coredns-1' },
    spec: {
      nodeName: 'n1',
      serviceAccountName: 'coredns',
      containers: [
        {
          name: 'coredns',
          args: ['-conf', '/etc/coredns/Corefile'],
          volumeMounts: [
            { name: 'c', mountPath: '/etc/coredns' },
            { name: 'more', mountPath: '/etc/coredns/custom' },
            { name: 'kube-api-access-x', mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' },
          ],
        },
      ],
      volumes: [
        { name: 'c', configMap: { name: 'coredns', items: [{ key: 'Corefile', path: 'Corefile' }] } },
        { name: 'more', configMap: { name: 'more' } },
        { name: 'kube-api-access-x', projected: { sources: [{ configMap: { name: 'kube-root-ca.crt' } }] } },
      ],
    },
  };
  const served = {
    metadata: { namespace: 'default', labels: { 'kubernetes.io/service-name': 'kubernetes' } },
    addressType: 'IPv4',
    endpoints: [{ addresses: ['192.0.2.1'] }],
  };
  const ofZero: EndpointSlice[] = [
    {
      metadata: { namespace: 'shop', labels: { 'kubernetes.io/service-name': 'zero' } },
      addressType: 'IPv4',
      endpoints: [{ addresses: ['10.244.1.9'] }],
    },
  ];
  const names = { metadata: { namespace: 'shakedown', name: 'names' }, spec: { clusterIPs: ['None'] } };
  const ownSlice = {
    metadata: { namespace: 'shakedown', labels: { 'kubernetes.io/service-name': 'names' } },
    addressType: 'IPv4',
    endpoints: [{ addresses: ['10.244.1.7'] }],
  };
  const seen = async ({
    corefile = COREFILE,
    nameserver = '10.96.0.10',
    pods = [],
    caches = {},
    last = false,
    slices = [],
    headless,
  }: {
    corefile?: string | Error;
    nameserver?: string;
    pods?: object[];
    /** The ConfigMaps of caches on nodes, and of kube-dns. */
    caches?: Record<string, object>;
    last?: boolean;
    slices?: readonly EndpointSlice[];
    /** The suite's own headless Service. */
    headless?: { metadata: { namespace: string; name: string } };
  } = {}) => {
    const asked: string[] = [];
    const agent = agentWith(async (questions) => {
      asked.push(...questions.map(({ name, server }) => (server === undefined ? name : `${name} ${server}`)));
      return questions.map((one) =>
        /^(kubernetes|names)\./.test(one.name)
          ? { ...one, records: [one.name.startsWith('names.') ? '10.244.1.7' : '10.96.0.1'], seconds: 0 }
          : { ...one, records: [], error: 'ENOTFOUND', seconds: 0 },
      );
    }, nameserver);
    const lists = new Map<unknown, readonly unknown[]>([
      [kinds.services, [api, zero, dns]],
      [kinds.endpointSlices, [slice, served, ...slices, ...(headless ? [ownSlice] : [])]],
      [kinds.pods, pods],
    ]);
    const look = {
      signal: new AbortController().signal,
      ...{ why: false, last },
      cluster: {
        clock: systemClock,
        get: async (kind: unknown, { name }: { name: string }) => {
          if (kind === kinds.pods) return configured;
          if (caches[name]) return { data: caches[name] };
          // As for the plugin's own account.
          if (name !== 'coredns') throw forbidden;
          if (corefile instanceof Error) throw corefile;
          return { data: { Corefile: corefile } };
        },
      },
      get: async (_: unknown, { name }: { name: string }) =>
        [api, zero, ...(headless ? [headless] : [])].find(({ metadata }) => metadata.name === name),
      list: async (kind: unknown) => lists.get(kind) ?? [],
    } as unknown as Look;
    const condition = namesResolve(agent, { items: [zero] }, headless?.metadata);
    const read = await condition.read(look);
    return { judged: condition.judge(read), asked, notes: read.notes };
  };

  it('is not asked for a Service that it leaves out, which is told', async () => {
    const { judged: observation, asked, notes } = await seen();
    expect(observation).to.deep.equal({ state: 'ready', reason: '1 names' });
    expect(asked).to.deep.equal([
      'kubernetes.default.svc.cluster.local.',
      'kubernetes.default.svc.cluster.local. 10.244.1.2:53',
    ]);
    expect(notes).to.deep.equal([
      'the cluster DNS is not asked for shop/zero: ConfigMap kube-system/coredns says ignore empty_service',
    ]);
  });

  it('is at fault when it leaves out a Service that it should have', async () => {
    const { judged: observation } = await seen({ corefile: '. {\n kubernetes cluster.local\n}' });
    expect(observation.reason).to.equal(
      '1 of 2 names are not answered correctly: answered ENOTFOUND for a Service without a ready endpoint: zero.shop.svc.cluster.local.',
    );
  });

  it('is not judged when it leaves out every Service', async () => {
    const { judged: observation } = await seen({ corefile: '. {\n kubernetes {\n  namespaces other\n }\n}' });
    expect(observation).to.deep.equal({
      state: 'ready',
      reason: 'by its configuration, the cluster DNS has no record for any Service that it would be asked for',
    });
  });

  it('is judged by its answers when the configuration may not be read', async () => {
    const { judged: observation, notes } = await seen({ corefile: forbidden });
    expect(observation).to.deep.equal({ state: 'ready', reason: '1 names' });
    expect(notes).to.have.lengthOf(1);
    expect(notes[0]).to.match(
      /configuration is not known: missing permission: get configmaps coredns in namespace kube-system$/,
    );
  });

  it('is not known when it imports what may not be read', async () => {
    const { notes } = await seen({ corefile: `import custom/*.server\n${COREFILE}` });
    expect(notes).to.have.lengthOf(1);
    expect(notes[0]).to.match(
      /configuration is not known: missing permission: get configmaps more in namespace kube-system$/,
    );
  });

  it('is not asked for what another server block answers', async () => {
    const corefile = '. {\n kubernetes cluster.local\n}\nshop.svc.cluster.local {\n forward . 10.0.0.9\n}';
    const { judged: observation, notes } = await seen({ corefile });
    expect(observation).to.deep.equal({ state: 'ready', reason: '1 names' });
    expect(notes).to.deep.equal([
      'the cluster DNS is not asked for shop/zero: ConfigMap kube-system/coredns says a server block for shop.svc.cluster.local',
    ]);
  });

  it('is not asked for what a cache on the node, or kube-dns, answers', async () => {
    const corefile = 'cluster.local {\n forward . x\n}\nshop.svc.cluster.local {\n forward . 10.0.0.9\n}';
    const kubernetes = '. {\n kubernetes cluster.local\n}';
    const cached = await seen({ corefile: kubernetes, caches: { 'node-local-dns': { Corefile: corefile } } });
    expect(cached.notes).to.deep.equal([
      'the cluster DNS is not asked for shop/zero: ConfigMap kube-system/node-local-dns says a server block for shop.svc.cluster.local',
    ]);
    const stubs = { stubDomains: '{"shop.svc.cluster.local": ["10.0.0.9"]}' };
    const stubbed = await seen({ corefile: kubernetes, caches: { 'kube-dns': stubs } });
    expect(stubbed.notes).to.deep.equal([
      'the cluster DNS is not asked for shop/zero: ConfigMap kube-system/kube-dns says stubDomains shop.svc.cluster.local',
    ]);
    const broken = await seen({ corefile: kubernetes, caches: { 'kube-dns': { stubDomains: '{' } } });
    expect(broken.judged).to.include({ state: 'not yet' });
  });

  it('is not judged at the end for names that are absent, where it may not be read and knows what is new', async () => {
    const waiting = await seen({ corefile: forbidden, headless: names, slices: ofZero });
    expect(waiting.judged).to.include({ state: 'not yet' });
    const { judged: observation } = await seen({ corefile: forbidden, headless: names, slices: ofZero, last: true });
    expect(observation.state).to.equal('ready');
    expect(observation.reason).to.match(
      /^the cluster DNS has no record for zero\.shop\.svc\.cluster\.local\., and whether its configuration leaves these Services out is not known: missing permission: get configmaps coredns/,
    );
    const alone = await seen({ corefile: forbidden, slices: ofZero, last: true });
    expect(alone.judged).to.include({ state: 'not yet' });
  });

  it('is at fault where the cache on the node is not ready, which is named', async () => {
    const cache = {
      metadata: { namespace: 'kube-system', name: 'node-local-dns-1' },
      spec: { nodeName: 'n1', containers: [{ name: 'node-cache', args: ['-localip', '169.254.20.10'] }] },
      status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'False' }] },
    };
    const reason = async (pods: object[]) =>
      (await seen({ nameserver: '169.254.20.10', pods, slices: ofZero, corefile: '. {\n kubernetes cluster.local\n}' }))
        .judged.reason;
    expect(await reason([cache])).to.match(
      /^name server 169\.254\.20\.10 is a cache on each node, and that of node n1 is not ready: /,
    );
    const other = { ...cache, spec: { ...cache.spec, nodeName: 'n2' } };
    expect(await reason([other])).to.match(
      /^name server 169\.254\.20\.10 is a cache on each node, and node n1 has none \(n2 has pod kube-system\/node-local-dns-1\); /,
    );
  });

  it('is found behind a cache on the node, by the arguments of the cache', async () => {
    const cache = {
      metadata: { namespace: 'kube-system', name: 'node-local-dns-1' },
      spec: {
        nodeName: 'n1',
        containers: [
          { name: 'node-cache', args: ['-localip', '169.254.20.10,10.96.0.10', '-upstreamsvc', 'kube-dns'] },
        ],
      },
    };
    const { asked, notes } = await seen({ nameserver: '169.254.20.10', pods: [cache] });
    expect(asked).to.include('kubernetes.default.svc.cluster.local. 10.244.1.2:53');
    expect(notes).to.have.lengthOf(1);
    const without = await seen({ nameserver: '169.254.20.10' });
    expect(without.notes[0]).to.match(/its configuration is not known: the name server is no Service$/);
  });
});
