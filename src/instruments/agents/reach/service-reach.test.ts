import { expect } from 'chai';
import { FakeApiServer } from '../../../../test/fake-api-server/fake-api-server.ts';
import { namespaceView } from '../../../cluster/namespace-view.ts';
import type { Service } from '../../../cluster/kinds.ts';
import { kinds } from '../../../cluster/kinds.ts';
import type { Look } from '../../../conditions/waiting/condition.ts';
import { now } from '../../../conditions/waiting/now.ts';
import { configSchema } from '../../../config/schema.ts';
import { rightsOf, whyNotApplicable } from '../../contract/uses.ts';
import type { ProbeAgent } from '../probe-fleet.ts';
import { judgeReach, reachable, unseenText } from './service-reach.ts';
import type { ServiceAddress } from './service-addresses.ts';

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
    seconds: 0.001,
    ...(error === undefined ? { ok: true } : { ok: false, error }),
  },
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

  it('is not tested from a node with a busy agent, and is tested from the others', async () => {
    const slices = [
      {
        metadata: { namespace: 'shop', labels: { 'kubernetes.io/service-name': 'web' } },
        addressType: 'IPv4',
        ports: [{ name: 'http', port: 8080 }],
        endpoints: [{ addresses: ['10.244.1.5'] }],
      },
    ];
    const never = (_: unknown, { signal }: { signal: AbortSignal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error));
      });
    const well = (asked: readonly object[]) => Promise.resolve(asked.map((one) => ({ ...one, ok: true, seconds: 0 })));
    const agents = [
      { node: 'n1', tcp: well },
      { node: 'n2', tcp: never },
    ] as unknown as ProbeAgent[];
    const look = {
      signal: new AbortController().signal,
      get: async () => service,
      list: async (kind: unknown) => (kind === kinds.endpointSlices ? slices : []),
    } as unknown as Look;
    const fleet = { agents, missing: [], agentTimeout: '20ms' } as const;
    const seen = await reachable({ namespace: 'shop', name: 'web' }, fleet).read(look);
    expect(seen.contacts).to.have.lengthOf(1);
    expect(seen.lost).to.deep.equal([{ node: 'n2', reason: 'no answer within 0.02 s' }]);
  });

  it('that the suite created is read in its own namespace, with its endpoints and workloads, by a run limited to another', async () => {
    const own = 'namespaces/shakedown-workloads';
    const ref = { namespace: 'shakedown-workloads', name: 'app' };
    const labels = { 'kubernetes.io/service-name': 'app' };
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
    const tcp = async (asked: readonly object[]) => asked.map((one) => ({ ...one, ok: true, seconds: 0 }));
    const agents = [{ node: 'n1', tcp }] as unknown as ProbeAgent[];
    const fleet = { agents, missing: [], agentTimeout: '1s' } as const;
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
    const without = { ...service, spec: { ports: [{ port: 80 }] } };
    expect(whyNotApplicable([reachable.of(without)], config)).to.equal(
      'it has no selector: its endpoints are not created from pods',
    );
    expect(whyNotApplicable([reachable.of(service)], config)).to.equal(undefined);
    expect(rightsOf([reachable.of(service)])).to.deep.equal(rightsOf([reachable]));
  });

  it('is tested from everywhere when only excluded nodes have no agent', () => {
    expect(unseenText([{ node: 'n9', reason: 'simulated node (label type=kwok)', excluded: true }], [])).to.equal(
      undefined,
    );
  });

  it('is not tested from nodes without an agent or with a lost one', () => {
    const missing = [
      { node: 'n9', reason: 'simulated node (label type=kwok)', excluded: true },
      { node: 'n2', reason: 'its pod is not ready: Insufficient cpu', excluded: false },
    ];
    expect(unseenText(missing, [{ node: 'n1', reason: 'the node was deleted' }])).to.equal(
      'no fault is seen from other nodes, but it was not tested from n1 (the node was deleted), ' +
        'n2 (its pod is not ready: Insufficient cpu)',
    );
  });

  it('counts the nodes from which it is not tested when they are many', () => {
    const missing = ['n1', 'n2', 'n3', 'n4', 'n5'].map((node) => ({ node, reason: 'evicted', excluded: false }));
    expect(unseenText(missing, [])).to.match(/n1 \(evicted\), n2 \(evicted\), n3 \(evicted\) and 2 more nodes$/);
  });
});
