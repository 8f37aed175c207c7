import { expect } from 'chai';
import { FakeApiServer, listOf, type Reply, status } from '../../../../test/fake-api-server/fake-api-server.ts';
import { configSchema } from '../../../config/schema.ts';
import { makeObjects } from '../../../objects/objects.ts';
import { systemClock, type Clock } from '../../../time/clock.ts';
import { makeSharedFleet } from './shared-fleet.ts';

const { signal } = new AbortController();
/** Open shared lists read continuously, so the clock must not jump; it runs faster, but slowly enough for a busy machine. */
const HURRY = 100;
const hurried: Clock = {
  now: () => systemClock.now() * HURRY,
  date: () => systemClock.date(),
  sleep: (ms, until) => systemClock.sleep(ms / HURRY, until),
};
const node = (name: string) => ({
  metadata: { name },
  status: { nodeInfo: { operatingSystem: 'linux' }, conditions: [{ type: 'Ready', status: 'True' }] },
});
const agent = (on: string) => ({
  metadata: {
    namespace: 'shakedown',
    name: `agent-${on}`,
    uid: on,
    labels: { 'app.kubernetes.io/name': 'shakedown-probe-agent' },
  },
  spec: { nodeName: on, containers: [] },
  status: { conditions: [{ type: 'Ready', status: 'True' }] },
});
const facts: Reply = { body: { nameservers: ['10.96.0.10'], search: ['svc.cluster.local'] } };
const unreachable = status(
  503,
  'ServiceUnavailable',
  'error trying to reach service: dial tcp 10.244.1.9:8080: i/o timeout',
);

const SERVICES = '/api/v1/namespaces/shakedown/services';
const DAEMON_SETS = '/apis/apps/v1/namespaces/shakedown/daemonsets';

/** @param agents the timeout of the agents; a minute of the faster clock is 0.12 s. */
async function fleetOf(replies: Record<string, Reply[]>, agents = '2h') {
  const pods = '/api/v1/namespaces/shakedown/pods';
  const server = await FakeApiServer.start({
    routes: {
      '/api/v1/nodes': [listOf('1', [node('n1'), node('n2')])],
      '/api/v1/namespaces/shakedown': [{ body: { metadata: { name: 'shakedown' } } }],
      [SERVICES]: [{ body: {} }],
      [DAEMON_SETS]: [{ body: { metadata: { name: 'shakedown-probe-agent', uid: 'set-1' } } }],
      [pods]: [listOf('1', [agent('n1'), agent('n2')])],
      [`${pods}/agent-n1%3A8080/proxy/healthz`]: [facts],
      [`${pods}/agent-n2%3A8080/proxy/healthz`]: [facts],
      ...replies,
    },
  });
  const cluster = server.door({ clock: hurried });
  const config = configSchema.parse({ image: 'suite:1', time: { agents } });
  const objects = makeObjects({ cluster, config, runId: 'r1' });
  const shared = makeSharedFleet({ cluster, config, objects, signal });
  const end = async () => {
    await cluster.close();
    await server[Symbol.asyncDispose]();
  };
  return { server, shared, end };
}

describe('the fleet of probe agents', () => {
  it('is deployed once for all callers', async () => {
    const { server, shared, end } = await fleetOf({});
    const [one, other] = await Promise.all([shared.fleet(signal), shared.fleet(signal)]);
    await end();
    expect(one).to.equal(other);
    expect(one.agents.map(({ node: on }) => on)).to.deep.equal(['n1', 'n2']);
    expect(server.asked.filter((asked) => asked === `POST ${DAEMON_SETS}`)).to.have.lengthOf(1);
    expect(server.asked).to.not.include(`POST ${SERVICES}`);
  });

  it('is deployed again for the next caller when it failed, with the token that agents may have been started with', async () => {
    const refused = status(403, 'Forbidden', 'exceeded quota: small');
    const path = DAEMON_SETS;
    const { server, shared, end } = await fleetOf({ [path]: [refused, { body: {} }] });
    const first = await shared.fleet(signal).catch((error: Error) => error.message);
    expect(first).to.match(/^CLUSTER_FORBIDDEN/);
    expect((await shared.fleet(signal)).agents).to.have.lengthOf(2);
    await end();
    const tokens = server.requests
      .filter(({ method, url }) => method === 'POST' && url.startsWith(path))
      .map(({ body }) => /"name":"PROBE_TOKEN_SHA256","value":"(\w+)"/.exec(body)?.[1]);
    expect(tokens).to.have.lengthOf(2);
    expect(tokens[0]).to.be.a('string').and.to.equal(tokens[1]);
  });

  it('has an agent that the API server did not reach at first', async () => {
    const path = '/api/v1/namespaces/shakedown/pods/agent-n2%3A8080/proxy/healthz';
    const { shared, end } = await fleetOf({ [path]: [unreachable, unreachable, unreachable, facts] });
    const { agents, missing } = await shared.fleet(signal);
    await end();
    expect(missing).to.deep.equal([]);
    expect(agents).to.have.lengthOf(2);
  });

  it('lacks an agent that the API server does not reach at all, and has the API server’s message', async () => {
    const path = '/api/v1/namespaces/shakedown/pods/agent-n2%3A8080/proxy/healthz';
    const { shared, end } = await fleetOf({ [path]: [unreachable] }, '2m');
    const { agents, missing } = await shared.fleet(signal);
    await end();
    expect(agents.map(({ node: on }) => on)).to.deep.equal(['n1']);
    expect(missing).to.deep.equal([
      {
        node: 'n2',
        reason:
          'its agent does not answer: 503 ServiceUnavailable: error trying to reach service: dial tcp 10.244.1.9:8080: i/o timeout',
        excluded: false,
      },
    ]);
  });
});

describe('a fleet whose pods are refused', () => {
  it('is missing for the reason in the cluster', async () => {
    const refused = 'Internal error occurred: failed calling webhook "policy.example.com": connection refused';
    const event = {
      metadata: { name: 'e1', namespace: 'shakedown' },
      involvedObject: { uid: 'set-1' },
      reason: 'FailedCreate',
      message: refused,
    };
    const { shared, end } = await fleetOf(
      {
        '/api/v1/namespaces/shakedown/pods': [listOf('1', [])],
        '/api/v1/namespaces/shakedown/events': [listOf('1', [event])],
      },
      '1m',
    );
    const told = await shared.fleet(signal).catch((error: Error) => error.message);
    await end();
    expect(told).to.match(/^NO_PROBE_AGENT: n1: its pods cannot be created: Internal error occurred: failed calling/);
  });
});

describe('the headless Service over the probe agents', () => {
  it('is created once, is deleted with the agents, and has a different name in each run, which no DNS cache knows', async () => {
    const { server, shared, end } = await fleetOf({});
    const [one, other] = await Promise.all([shared.headlessService(signal), shared.headlessService(signal)]);
    await end();
    expect(one).to.equal(other);
    const [made, ...more] = server.requests.filter(({ method, url }) => method === 'POST' && url.startsWith(SERVICES));
    expect(more).to.deep.equal([]);
    const { metadata, spec } = JSON.parse(made?.body ?? '') as { metadata: Record<string, unknown>; spec: object };
    expect(metadata).to.deep.include({
      ...one,
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'DaemonSet', name: 'shakedown-probe-agent', uid: 'set-1' }],
    });
    const [, own = ''] = /^shakedown-probe-agent-([0-9a-f]{8})$/.exec(one?.name ?? '') ?? [];
    // Anyone can read the name.
    const agents = server.requests.find(({ method, url }) => method === 'POST' && url.startsWith(DAEMON_SETS));
    expect(agents?.body).to.contain('"PROBE_TOKEN_SHA256"').and.not.contain(own);
    expect(own).to.have.length(8);
    expect(spec).to.deep.include({
      clusterIP: 'None',
      selector: { 'app.kubernetes.io/name': 'shakedown-probe-agent' },
    });
  });

  it('is created again for the next caller when it failed', async () => {
    const { shared, end } = await fleetOf({
      [SERVICES]: [status(403, 'Forbidden', 'exceeded quota: small'), { body: {} }],
    });
    const first = await shared.headlessService(signal).catch((error: Error) => error.message);
    expect(first).to.match(/^CLUSTER_FORBIDDEN/);
    expect(await shared.headlessService(signal)).to.include({ namespace: 'shakedown' });
    await end();
  });

  it('is not created where there would be more agents than fit into an answer', async () => {
    const many = Array.from({ length: 1_001 }, (_, index) => node(`n${index}`));
    const { server, shared, end } = await fleetOf({ '/api/v1/nodes': [listOf('1', many)] });
    expect(await shared.headlessService(signal)).to.equal(undefined);
    await end();
    expect(server.asked).to.not.include(`POST ${SERVICES}`);
  });
});
