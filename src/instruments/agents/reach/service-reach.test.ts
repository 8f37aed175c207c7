import { expect } from 'chai';
import { FakeApiServer } from '../../../../test/fake-api-server/fake-api-server.ts';
import { namespaceView } from '../../../cluster/namespace-view.ts';
import type { Service } from '../../../cluster/kinds/kinds.ts';
import { kinds } from '../../../cluster/kinds/kinds.ts';
import type { Look } from '../../../conditions/waiting/condition.ts';
import { now } from '../../../conditions/waiting/now.ts';
import { configSchema } from '../../../config/schema.ts';
import { rightsOf, whyNotApplicable } from '../../contract/uses.ts';
import { AgentLost } from '../fleet/agent-lost.ts';
import type { ProbeAgent, ProbeFleet } from '../fleet/probe-fleet.ts';
import { judgeReach } from './judge-reach.ts';
import { reachable } from './service-reach.ts';
import { unseenText } from './nodes-left-out.ts';
import type { ServiceAddress } from './service-addresses.ts';

/** The label of the slices that Kubernetes writes. */
const written = { 'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io' };
const service: Service = {
  metadata: { namespace: 'shop', name: 'web' },
  spec: {
    selector: { app: 'web' },
    ports: [
      { name: 'http', port: 80, targetPort: 'http' },
      { name: 'adm', port: 9090, targetPort: 'nosuch' },
    ],
  },
};
const address: ServiceAddress = { kind: 'cluster IP', host: '10.96.3.4', port: 80, identity: 'web' };
const contact = (error?: string) => ({
  node: 'n1',
  address,
  answer: {
    host: '10.96.3.4',
    port: 80,
    tried: 1,
    seconds: 0.001,
    ...(error === undefined ? { ok: true, failed: 0 } : { ok: false, failed: 1, error }),
  },
});
/** The answer of an agent whose connections all succeed. */
const accepted = (target: { times?: number }) => {
  const { times = 1, ...address } = target as { times?: number; host: string; port: number };
  return { ...address, ok: true, tried: times, failed: 0, seconds: 0 };
};
const fleetWith = (agents: readonly ProbeAgent[], more: Partial<ProbeFleet> = {}): ProbeFleet => ({
  ...{ agents, missing: [], agentTimeout: '1s', seed: 's', probing: configSchema.parse({}).probing },
  inTurn: (_weight, work) => work(),
  pace: (_way, open) => open(),
  tells: () => false,
  knew: () => true,
  refresh: () => Promise.resolve(),
  ...more,
});
const judge = (contacts: readonly ReturnType<typeof contact>[], unserved: string[] = []) =>
  judgeReach({ service, contacts, unserved, lost: [] });

describe('a Service seen from the nodes', () => {
  it('is ready when each of its ports is served and all connections succeeded', () => {
    expect(judge([contact()])).to.deep.equal({ state: 'ready' });
  });

  it('is not judged while it is terminating, which a finalizer may prolong', () => {
    const going = { ...service, metadata: { ...service.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } };
    expect(judgeReach({ service: going, contacts: [contact('timeout')], unserved: [], lost: [] })).to.deep.equal({
      state: 'disappeared',
      reason: 'it is being deleted, since 2026-01-01T00:00:00Z',
      isTerminating: true,
    });
  });

  it('that the suite created fails when somebody else deletes it or scales it to zero', () => {
    const nothing = { contacts: [], unserved: [], lost: [] };
    const ours = { ours: true };
    expect(judgeReach({ service: undefined, ...nothing }, ours)).to.deep.equal({
      state: 'not yet',
      reason: 'it does not exist',
      progress: 0,
    });
    const atZero = 'deployment shop/web is scaled to zero';
    expect(judgeReach({ service, ...nothing, atZero })).to.deep.equal({ state: 'does not apply', reason: atZero });
    expect(judgeReach({ service, ...nothing, atZero }, ours)).to.deep.equal({
      state: 'not yet',
      reason: atZero,
      progress: 0,
    });
  });

  it('is not ready while one of its ports has no endpoint, though the other is healthy', () => {
    expect(judge([contact()], ["port adm: no container of its pods names a port 'nosuch'"])).to.deep.equal({
      state: 'not yet',
      reason: "port adm: no container of its pods names a port 'nosuch'",
      progress: 1,
    });
  });

  it('reports a failed connection first, and the port after it', () => {
    expect(judge([contact('ECONNREFUSED')], ['port adm: no ready endpoint serves it']).reason).to.equal(
      '1 of 1 connections failed: 10.96.3.4:80 (cluster IP) refused the connection from n1; port adm: no ready endpoint serves it',
    );
  });

  it('with ready endpoints is skipped where only TCP is judged, or where it is closed by design', () => {
    const udp: Service = { ...service, spec: { ...service.spec, ports: [{ port: 53, protocol: 'UDP' }] } };
    expect(judgeReach({ service: udp, contacts: [], unserved: [], lost: [] })).to.deep.equal({
      state: 'does not apply',
      reason: 'it has ready endpoints; its ports are UDP, and only TCP connections are judged',
    });
    const closed = { ...contact('ECONNREFUSED'), closed: 'pod p listens on loopback alone (--bind-address=127.0.0.1)' };
    expect(judge([closed])).to.deep.equal({ state: 'does not apply', reason: closed.closed });
    expect(judge([contact(), closed])).to.deep.equal({ state: 'ready' });
  });

  it('is not tested from a node with a busy agent, and is tested from the others', async () => {
    const slices = [
      {
        metadata: { namespace: 'shop', labels: { ...written, 'kubernetes.io/service-name': 'web' } },
        addressType: 'IPv4',
        ports: [{ name: 'http', port: 8080 }],
        endpoints: [{ addresses: ['10.244.1.5'] }],
      },
    ];
    const never = (_: unknown, { signal }: { signal: AbortSignal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error));
      });
    const well = (asked: readonly object[]) => Promise.resolve(asked.map(accepted));
    const agents = [
      { node: 'n1', pod: {}, tcp: well },
      { node: 'n2', pod: {}, tcp: never },
    ] as unknown as ProbeAgent[];
    const look = {
      signal: new AbortController().signal,
      get: async () => service,
      list: async (kind: unknown) => (kind === kinds.endpointSlices ? slices : []),
    } as unknown as Look;
    const fleet = fleetWith(agents, { agentTimeout: '20ms' });
    const seen = await reachable({ namespace: 'shop', name: 'web' }, fleet).read(look);
    expect(seen.contacts).to.have.lengthOf(1);
    expect(seen.lost).to.deep.equal([{ node: 'n2', reason: 'no answer within 0.02 s' }]);
  });

  describe('whose connections are looked at in rounds', () => {
    const ref = { namespace: 'shop', name: 'web' };
    const found: Service = {
      metadata: { ...ref, uid: 'web' },
      spec: { selector: { app: 'web' }, clusterIPs: ['10.96.0.7'], ports: [{ name: 'http', port: 80 }] },
    };
    const sliceOf = (...hosts: string[]) => ({
      metadata: { namespace: 'shop', labels: { ...written, 'kubernetes.io/service-name': 'web' } },
      ...{ addressType: 'IPv4', ports: [{ name: 'http', port: 8080 }] },
      endpoints: hosts.map((host) => ({ addresses: [host], targetRef: { kind: 'Pod', name: host, uid: host } })),
    });
    type Asked = { host: string; port: number; times?: number };
    /** How many connections to a host fail, of so many. */
    type Fails = (host: string, times: number) => number;
    /** @param slices the EndpointSlices at each reading; the last are repeated. */
    function reading(
      fails: Fails,
      { slices, fleet = {} }: { slices?: readonly object[][]; fleet?: Partial<ProbeFleet> } = {},
    ) {
      const read = slices ?? [[sliceOf('10.1.0.1')]];
      const polled: boolean[] = [];
      let readings = 0;
      const tcp = async (asked: readonly Asked[]) =>
        asked.map(({ host, port, times = 1 }) => {
          const failed = fails(host, times);
          const outcome = failed > 0 ? { ok: false, error: 'timeout' } : { ok: true };
          return { ...{ host, port, tried: times, failed, seconds: 0 }, ...outcome };
        });
      const agents = [{ node: 'n1', pod: {}, tcp }] as unknown as ProbeAgent[];
      const condition = reachable(ref, fleetWith(agents, fleet));
      const look = async (last = false, why = last) => {
        let polls = false;
        const seen = await condition.read({
          ...{ signal: new AbortController().signal, why, last },
          get: async (kind: unknown) => (kind === kinds.services ? found : undefined),
          list: async (kind: unknown) =>
            kind === kinds.endpointSlices ? read[Math.min(readings++, read.length - 1)] : [],
          get cluster() {
            polls = true;
            return undefined;
          },
        } as unknown as Look);
        polled.push(polls);
        return { seen, judged: condition.judge(seen) };
      };
      return { look, polled };
    }

    it('fails when its cluster IP loses two connections of three, though a single one succeeds', async () => {
      const { look } = reading((host, times) => (host === '10.96.0.7' ? Math.ceil((times * 2) / 3) : 0));
      const { judged } = await look();
      expect(judged).to.deep.equal({
        state: 'not yet',
        reason:
          '2 of 6 connections failed: 2 of 3 connections to 10.96.0.7:80 (cluster IP) failed from n1: no answer, though its endpoints answer: ' +
          'kube-proxy there, or its replacement, does not forward to each of them',
        progress: 1,
      });
      for (let n = 0; n < 5; n += 1) await look();
      expect((await look()).judged.reason).to.match(/^122 of 186 connections failed: 122 of 183 connections to 10\.96/);
    });

    it('passes when it is healthy after a loss for three rounds, looks again soon, and tells the loss', async () => {
      let first = true;
      const { look, polled } = reading((host) => {
        if (host !== '10.96.0.7' || !first) return 0;
        first = false;
        return 1;
      });
      for (let n = 0; n < 3; n += 1) expect((await look()).judged.state).to.equal('not yet');
      const { seen, judged } = await look();
      expect(judged).to.deep.equal({ state: 'ready' });
      expect(seen.notes).to.deep.equal(['1 of 96 connections failed at first from n1, and none later']);
      expect(polled).to.deep.equal([false, true, true, false]);
    });

    it('tests a way that is there at the last look in full, and one that is not there only once', async () => {
      let up = false;
      const asked: string[] = [];
      const { look } = reading((host, times) => {
        asked.push(`${host} ${times}`);
        return up || host === '10.1.0.1' ? 0 : times;
      });
      await look();
      expect(asked.splice(0).toSorted()).to.deep.equal(['10.1.0.1 3', '10.96.0.7 3']);
      await look();
      expect(asked.splice(0)).to.deep.equal(['10.96.0.7 1']);
      up = true;
      expect((await look(true)).judged).to.deep.equal({ state: 'ready' });
      expect(asked).to.deep.equal(['10.96.0.7 1', '10.96.0.7 3']);
    });

    it('is tried again when its endpoints changed while connections failed, and only what is there is judged', async () => {
      const [before, after] = [[sliceOf('10.1.0.1', '10.1.0.2')], [sliceOf('10.1.0.1')]];
      const { look, polled } = reading(
        (host) => (host === '10.1.0.2' ? 3 : host === '10.96.0.7' && !polled.length ? 2 : 0),
        {
          slices: [before, after],
        },
      );
      expect((await look()).judged).to.deep.equal({
        state: 'not yet',
        reason: 'connections failed while its endpoints changed, and are tried again',
        progress: 1,
      });
      const { seen, judged } = await look();
      expect(judged).to.deep.equal({ state: 'ready' });
      expect(seen.contacts.map(({ address: { host }, answer }) => [host, answer.failed])).to.deep.equal([
        ['10.1.0.1', 0],
        ['10.96.0.7', 0],
      ]);
      expect(polled).to.deep.equal([true, false]);
    });

    describe('and of which some are accepted and closed at once', () => {
      const closing = (closes: (host: string) => boolean) => {
        const tcp = async (asked: readonly Asked[]) =>
          asked.map(({ host, port, times = 1 }) => ({
            ...{ host, port, ok: true, tried: times, failed: 0, seconds: 0 },
            ...(closes(host) && { closed: times }),
          }));
        const agents = [{ node: 'n1', pod: {}, tcp }] as unknown as ProbeAgent[];
        const condition = reachable(ref, fleetWith(agents));
        return async () => {
          const seen = await condition.read({
            ...{ signal: new AbortController().signal, date: new Date(), cluster: { get: async () => undefined } },
            get: async (kind: unknown) => (kind === kinds.services ? found : undefined),
            list: async (kind: unknown) => (kind === kinds.endpointSlices ? [sliceOf('10.1.0.1', '10.1.0.2')] : []),
          } as unknown as Look);
          return { seen, judged: condition.judge(seen) };
        };
      };

      it('fails while its cluster IP does so and its endpoints do not, and passes with a note when it ends', async () => {
        let broken = true;
        const look = closing((host) => broken && host === '10.96.0.7');
        expect((await look()).judged.reason).to.equal(
          '10 of 16 connections failed: 10.96.0.7:80 (cluster IP) accepted the connection and closed it at once from n1, ' +
            'though its endpoints do: kube-proxy there, or its replacement, does not forward to them',
        );
        expect((await look()).judged.state).to.equal('not yet');
        broken = false;
        await look();
        const { seen, judged } = await look();
        expect(judged).to.deep.equal({ state: 'ready' });
        expect(seen.notes).to.deep.equal(['11 of 28 connections failed at first from n1, and none later']);
      });

      it('passes with a note where all endpoints do so', async () => {
        const { seen, judged } = await closing(() => true)();
        expect(judged).to.deep.equal({ state: 'ready' });
        expect(seen.notes).to.have.lengthOf(1);
        expect(seen.notes?.[0]).to.match(
          /^6 of 6 connections to 10\.1\.0\.1:8080 .* and 1 more addresses were accepted/,
        );
      });
    });

    it('is not judged when its endpoints change in each round until the last one', async () => {
      const slices = Array.from({ length: 9 }, (_, n) => [sliceOf(`10.1.0.${n}`)]);
      const { look } = reading(() => 1, { slices });
      expect((await look(false, true)).judged.state).to.equal('not yet');
      const { seen, judged } = await look(true);
      expect(judged.state).to.equal('ready');
      expect(seen.unjudged).to.equal('its endpoints changed in each round: connections failed meanwhile');
    });

    it('is judged from the nodes that have an agent, and notes the others', async () => {
      const missing = [{ node: 'n2', reason: 'its pod is not ready: Insufficient cpu', excluded: false }];
      const { seen, judged } = await reading(() => 0, { fleet: { missing } }).look();
      expect(judged).to.deep.equal({ state: 'ready' });
      expect(seen.unjudged).to.equal(undefined);
      expect(seen.notes).to.deep.equal(['not tested from n2 (its pod is not ready: Insufficient cpu)']);
    });

    it('tells itself that a node has no agent where no other check does, and leaves out excluded and new nodes', async () => {
      const reason = 'its pod is not ready: Insufficient cpu';
      const missing = [
        { node: 'n2', reason, excluded: false },
        { node: 'n3', reason: 'simulated node (label type=kwok)', excluded: true },
        { node: 'n4', reason, excluded: false },
      ];
      const fleet = { missing, knew: (node: string) => node !== 'n4', tells: (node: string) => node === 'n2' };
      const { seen, judged } = await reading(() => 0, { fleet }).look();
      expect(judged).to.deep.equal({ state: 'ready' });
      expect(seen.unjudged).to.equal(`not tested from n2 (${reason})`);
      expect(seen.notes).to.equal(undefined);
    });

    it('is judged without a node that was deleted meanwhile', async () => {
      const lost = new AgentLost('n2', 'the node was deleted');
      const gone = { node: 'n2', pod: {}, tcp: () => Promise.reject(lost) } as unknown as ProbeAgent;
      const fine = { node: 'n1', pod: {}, tcp: async (asked: Asked[]) => asked.map(accepted) } as unknown as ProbeAgent;
      let agents = [fine, gone];
      const fleet = fleetWith([], { refresh: async () => void (agents = [fine]) });
      Object.defineProperty(fleet, 'agents', { get: () => agents });
      const condition = reachable(ref, fleet);
      const seen = await condition.read({
        signal: new AbortController().signal,
        get: async () => found,
        list: async (kind: unknown) => (kind === kinds.endpointSlices ? [sliceOf('10.1.0.1')] : []),
      } as unknown as Look);
      expect(condition.judge(seen)).to.deep.equal({ state: 'ready' });
      expect([seen.lost, seen.unjudged, seen.notes]).to.deep.equal([[], undefined, undefined]);
      expect(seen.contacts.map(({ node }) => node)).to.deep.equal(['n1', 'n1']);
    });

    it('is not judged from a node that may open no more connections', async () => {
      const spent = async (asked: readonly Asked[]) =>
        asked.map(({ times = 1, ...one }) => ({
          ...{ ...one, ok: false, tried: times, failed: times, error: 'budget spent', seconds: 0 },
        }));
      const agents = [{ node: 'n1', pod: {}, tcp: spent }] as unknown as ProbeAgent[];
      const condition = reachable(ref, fleetWith(agents));
      const seen = await condition.read({
        signal: new AbortController().signal,
        get: async () => found,
        list: async (kind: unknown) => (kind === kinds.endpointSlices ? [sliceOf('10.1.0.1')] : []),
      } as unknown as Look);
      expect(condition.judge(seen).state).to.equal('ready');
      expect(seen.unjudged).to.equal(
        'not tested from n1: no more than 50000 connections from a node (probing.connectionsInAll)',
      );
    });

    it('is not judged when its addresses have another family than the agents', async () => {
      const slice = { ...sliceOf('fd00::1'), addressType: 'IPv6' };
      const agents = [{ node: 'n1', pod: { status: { podIPs: [{ ip: '10.1.0.9' }] } } }] as unknown as ProbeAgent[];
      const condition = reachable(ref, fleetWith(agents));
      const seen = await condition.read({
        signal: new AbortController().signal,
        get: async () => ({ ...found, spec: { ...found.spec, clusterIPs: ['fd00::96'] } }),
        list: async (kind: unknown) => (kind === kinds.endpointSlices ? [slice] : []),
      } as unknown as Look);
      expect(condition.judge(seen).state).to.equal('ready');
      expect(seen.unjudged).to.equal('not tested: fd00::1 and 1 more: the agents have no IPv6 address');
    });
  });

  it('of the API server, which has no selector, is tested, and fails when it has no endpoint', async () => {
    const api: Service = {
      metadata: { namespace: 'default', name: 'kubernetes', uid: 'api' },
      spec: { clusterIPs: ['10.96.0.1'], ports: [{ name: 'https', port: 443, targetPort: 6443 }] },
    };
    expect(whyNotApplicable([reachable.of(api)], configSchema.parse({}))).to.equal(undefined);
    const slice = (endpoints: object[]) => ({
      metadata: { namespace: 'default', labels: { 'kubernetes.io/service-name': 'kubernetes' } },
      ...{ addressType: 'IPv4', ports: [{ name: 'https', port: 6443 }], endpoints },
    });
    const agents = [
      { node: 'n1', pod: {}, tcp: async (asked: readonly object[]) => asked.map(accepted) },
    ] as unknown as ProbeAgent[];
    const seen = async (endpoints: object[]) => {
      const condition = reachable({ namespace: 'default', name: 'kubernetes' }, fleetWith(agents));
      const look = {
        signal: new AbortController().signal,
        get: async () => api,
        list: async (kind: unknown) => (kind === kinds.endpointSlices ? [slice(endpoints)] : []),
      } as unknown as Look;
      const read = await condition.read(look);
      return {
        judged: condition.judge(read),
        to: read.contacts.map(({ address: { host, port } }) => `${host}:${port}`),
      };
    };
    expect(await seen([{ addresses: ['10.100.0.1'] }])).to.deep.equal({
      judged: { state: 'ready' },
      to: ['10.96.0.1:443', '10.100.0.1:6443'],
    });
    expect((await seen([])).judged).to.deep.include({ state: 'not yet', reason: 'it has no ready endpoint' });
  });

  describe('of which some endpoints are not what they seem', () => {
    const ref = { namespace: 'shop', name: 'web' };
    const spec = { clusterIPs: ['10.96.0.7'], ports: [{ name: 'http', port: 80 }] };
    const selecting = { ...spec, selector: { app: 'web' } };
    interface Given {
      spec: object;
      endpoints?: readonly object[];
      slice?: object;
      writer?: object;
      objects?: ReadonlyMap<unknown, readonly object[]>;
      namespace?: object;
      pods?: Readonly<Record<string, object>>;
      fleet?: Partial<ProbeFleet>;
      last?: boolean;
      nameservers?: readonly string[];
    }
    const judged = async ({ endpoints = [], writer = written, objects, pods = {}, fleet = {}, ...given }: Given) => {
      const found = { metadata: { ...ref, uid: 'web' }, spec: given.spec };
      const slice = {
        metadata: { namespace: 'shop', name: 's', labels: { ...writer, 'kubernetes.io/service-name': 'web' } },
        ...{ addressType: 'IPv4', ports: [{ name: 'http', port: 8080 }], endpoints, ...given.slice },
      };
      const tcp = async (asked: readonly object[]) => asked.map(accepted);
      const agents = [{ node: 'n1', pod: {}, nameservers: given.nameservers ?? [], tcp }] as unknown as ProbeAgent[];
      const condition = reachable(ref, fleetWith(agents, fleet));
      const get = async (kind: unknown) =>
        kind === kinds.services ? found : kind === kinds.namespaces ? (given.namespace ?? {}) : undefined;
      const seen = await condition.read({
        ...{ signal: new AbortController().signal, date: new Date(), last: given.last === true },
        cluster: { get: async (_: unknown, { name }: { name: string }) => pods[name] },
        get,
        list: async (kind: unknown) => (kind === kinds.endpointSlices ? [slice] : (objects?.get(kind) ?? [])),
      } as unknown as Look);
      const { state, reason } = condition.judge(seen);
      const hosts = [...new Set(seen.contacts.map(({ address: { host } }) => host))];
      return { state, reason, hosts, notes: seen.notes ?? [], unjudged: seen.unjudged };
    };
    const endpoint = (host: string, more: object = {}) => ({
      ...{ addresses: [host], targetRef: { kind: 'Pod', name: host, uid: host } },
      ...more,
    });
    const simulated = { node: 'kwok-1', reason: 'simulated node (label type=kwok)', excluded: true } as const;
    const fleet = { missing: [{ ...simulated, runsNothing: true as const }] };
    const podAt = (ip: string) => ({ metadata: { name: ip }, status: { podIPs: [{ ip }] } });

    it('is connected to at those on real nodes alone, and not at the cluster IP that leads to all', async () => {
      const endpoints = [endpoint('10.1.0.1'), endpoint('10.0.0.9', { nodeName: 'kwok-1' })];
      expect(await judged({ spec: selecting, endpoints, fleet })).to.deep.include({
        ...{ state: 'ready', hosts: ['10.1.0.1'] },
        notes: [
          'an endpoint is on simulated nodes (kwok-1), which run nothing: no agent connects there, nor to the cluster IP',
        ],
      });
      expect(await judged({ spec: selecting, endpoints: endpoints.slice(1), fleet })).to.deep.include({
        ...{ state: 'does not apply', hosts: [] },
        reason:
          'an endpoint is on simulated nodes (kwok-1), which run nothing: no agent connects there, nor to the cluster IP',
      });
    });

    it('without a selector is judged where its endpoints are pods, and skipped where they are not', async () => {
      const writer = { 'endpointslice.kubernetes.io/managed-by': 'endpointslicemirroring-controller.k8s.io' };
      const endpoints = [endpoint('10.1.0.1')];
      const pods = { '10.1.0.1': podAt('10.1.0.1') };
      expect(await judged({ spec, endpoints, writer, pods })).to.deep.include({
        ...{ state: 'ready', hosts: ['10.96.0.7', '10.1.0.1'], notes: [] },
      });
      expect((await judged({ spec, endpoints, writer })).reason).to.match(
        /^it has no selector, and an endpoint is no pod of this namespace with that address: /,
      );
      expect(await judged({ spec })).to.deep.include({
        ...{ state: 'does not apply', reason: 'it has no selector: its endpoints are not created from pods' },
      });
    });

    it('is skipped while its namespace is being deleted', async () => {
      const namespace = { metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } };
      expect(await judged({ spec: selecting, namespace })).to.deep.include({
        ...{ state: 'does not apply', reason: 'its namespace is being deleted' },
      });
    });

    it('that publishes addresses of unready pods is skipped while none is ready, but only at the end', async () => {
      const conditions = { ready: true, serving: false };
      const publishing = { ...selecting, publishNotReadyAddresses: true };
      const endpoints = [endpoint('10.1.0.1', { conditions })];
      const app = { metadata: ref, spec: { replicas: 1, template: { metadata: { labels: { app: 'web' } } } } };
      const objects = new Map([[kinds.deployments as unknown, [app]]]);
      expect((await judged({ spec: publishing, endpoints, objects })).state).to.equal('not yet');
      expect(await judged({ spec: publishing, endpoints, objects, last: true })).to.deep.include({
        state: 'does not apply',
        reason:
          'it publishes the addresses of pods that are not ready, 1 now, none of which is ready: they are not connected to',
      });
      expect((await judged({ spec: publishing, objects, last: true })).state).to.equal('not yet');
    });

    it('with a port whose own pods are scaled to zero passes with a note, and fails where nobody serves it', async () => {
      const ports = [...spec.ports, { name: 'metrics', port: 9100, targetPort: 'metrics' }];
      const endpoints = [endpoint('10.1.0.1')];
      const exporter = (replicas: number) => ({
        metadata: { namespace: 'shop', name: 'exporter' },
        spec: {
          replicas,
          template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ ports: [{ name: 'metrics' }] }] } },
        },
      });
      const withExporter = (replicas: number) =>
        judged({
          ...{ spec: { ...selecting, ports }, endpoints },
          objects: new Map([[kinds.deployments as unknown, [exporter(replicas)]]]),
        });
      expect(await withExporter(0)).to.deep.include({
        ...{ state: 'ready', notes: ["port 'metrics' is served by deployment shop/exporter, which is scaled to zero"] },
      });
      expect((await withExporter(1)).reason).to.equal(
        "port metrics: no ready endpoint serves it: no container of its ready pods names a port 'metrics'",
      );
    });

    it('notes a port of UDP beside those of TCP, unless it is the name server of the pods, which others check', async () => {
      const ports = [...spec.ports, { name: 'dns', port: 53, protocol: 'UDP' }];
      const slice = {
        ports: [
          { name: 'http', port: 8080 },
          { name: 'dns', port: 53, protocol: 'UDP' },
        ],
      };
      const given = { spec: { ...selecting, ports }, endpoints: [endpoint('10.1.0.1')], slice };
      expect((await judged(given)).notes).to.deep.equal([
        'not tested: port dns (UDP): only TCP connections are judged',
      ]);
      expect((await judged({ ...given, nameservers: ['10.96.0.7'] })).notes).to.deep.equal([]);
    });

    it('fails when a port of UDP is served by nobody, though connections do not judge it', async () => {
      const ports = [{ name: 'dns', port: 53, protocol: 'UDP', targetPort: 'nosuch' }];
      const endpoints = [endpoint('10.1.0.1')];
      expect(await judged({ spec: { ...selecting, ports }, endpoints, slice: { ports: [] } })).to.deep.include({
        state: 'not yet',
        reason: "port dns: no ready endpoint serves it: no container of its ready pods names a port 'nosuch'",
      });
    });
  });

  it('that the suite created is read in its own namespace, with its endpoints and workloads, by a run limited to another', async () => {
    const own = 'namespaces/shakedown-workloads';
    const ref = { namespace: 'shakedown-workloads', name: 'app' };
    const labels = { ...written, 'kubernetes.io/service-name': 'app' };
    const slice = {
      ...{ addressType: 'IPv4', ports: [{ name: 'http', port: 80 }] },
      endpoints: [{ addresses: ['10.1.0.1'], conditions: { ready: true } }],
    };
    await using server = await FakeApiServer.start({
      objects: {
        [`/api/v1/${own}/services/app`]: {
          metadata: ref,
          spec: { selector: { app: 'a' }, ports: [{ name: 'http', port: 80 }] },
        },
        [`/api/v1/${own}/services/none`]: { metadata: { ...ref, name: 'none' }, spec: { selector: { app: 'b' } } },
        [`/apis/discovery.k8s.io/v1/${own}/endpointslices/app-1`]: {
          metadata: { ...ref, name: 'app-1', labels },
          ...slice,
        },
        [`/apis/apps/v1/${own}/deployments/none`]: {
          metadata: { ...ref, name: 'none' },
          spec: { replicas: 0, template: { metadata: { labels: { app: 'b' } } } },
        },
      },
    });
    const cluster = namespaceView(server.door(), 'shop');
    const tcp = async (asked: readonly object[]) => asked.map(accepted);
    const fleet = fleetWith([{ node: 'n1', pod: {}, tcp }] as unknown as ProbeAgent[]);
    const { signal } = new AbortController();
    const { contacts } = await now(cluster, reachable(ref, fleet, { ours: true }), { signal });
    expect(contacts.map(({ address: { host } }) => host)).to.deep.equal(['10.1.0.1']);
    const atZero = await now(cluster, reachable({ ...ref, name: 'none' }, fleet), { signal }).catch((error) => error);
    expect(atZero).to.include({
      code: 'WAIT_DOES_NOT_APPLY',
      summary: 'deployment shakedown-workloads/none is scaled to zero',
    });
    await cluster.close();
  });

  it('is skipped before anything is looked at where connections cannot judge it', () => {
    const config = configSchema.parse({});
    const without = { ...service, spec: { type: 'ExternalName', externalName: 'db.example.org' } };
    expect(whyNotApplicable([reachable.of(without)], config)).to.equal(
      'it is of type ExternalName, another name for db.example.org',
    );
    expect(whyNotApplicable([reachable.of(service)], config)).to.equal(undefined);
    expect(rightsOf([reachable.of(service)])).to.deep.equal(rightsOf([reachable]));
  });

  it('is not tested from nodes without an agent or with a lost one', () => {
    const missing = [
      { node: 'n2', reason: 'its pod is not ready: Insufficient cpu' },
      { node: 'n1', reason: 'the node was deleted' },
    ];
    expect(unseenText(missing)).to.equal(
      'not tested from n1 (the node was deleted), n2 (its pod is not ready: Insufficient cpu)',
    );
    expect(unseenText([])).to.equal(undefined);
  });

  it('counts the nodes from which it is not tested when they are many', () => {
    const missing = ['n1', 'n2', 'n3', 'n4', 'n5'].map((node) => ({ node, reason: 'evicted', excluded: false }));
    expect(unseenText(missing)).to.match(/n1 \(evicted\), n2 \(evicted\), n3 \(evicted\) and 2 more nodes$/);
  });
});
