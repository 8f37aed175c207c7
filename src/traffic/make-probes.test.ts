import { expect } from 'chai';
import { listOf, SmallApiServer, status, type Reply } from '../../test/door/small-api-server.ts';
import { configSchema } from '../config/schema.ts';
import { makeObjects } from '../objects/objects.ts';
import { systemClock, type Clock } from '../time/clock.ts';
import { makeProbes } from './make-probes.ts';

const { signal } = new AbortController();
/** Shared lists read on for as long as they are open, so the clock must not jump; it hurries. */
const HURRY = 500;
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

async function fleetOf(replies: Record<string, Reply[]>) {
  const pods = '/api/v1/namespaces/shakedown/pods';
  const server = await SmallApiServer.start({
    '/api/v1/nodes': [listOf('1', [node('n1'), node('n2')])],
    '/api/v1/namespaces/shakedown': [{ body: { metadata: { name: 'shakedown' } } }],
    '/api/v1/namespaces/shakedown/services': [{ body: {} }],
    '/apis/apps/v1/namespaces/shakedown/daemonsets': [{ body: {} }],
    [pods]: [listOf('1', [agent('n1'), agent('n2')])],
    [`${pods}/agent-n1%3A8080/proxy/healthz`]: [facts],
    [`${pods}/agent-n2%3A8080/proxy/healthz`]: [facts],
    ...replies,
  });
  const cluster = server.door({ clock: hurried });
  const config = configSchema.parse({ image: 'suite:1' });
  const objects = makeObjects({ cluster, config, runId: 'r1' });
  const probes = makeProbes({ cluster, config, objects, signal });
  const end = async () => {
    await cluster.close();
    await server[Symbol.asyncDispose]();
  };
  return { server, probes, end };
}

describe('the fleet of probe agents', () => {
  it('is deployed once for all who ask', async () => {
    const { server, probes, end } = await fleetOf({});
    const [one, other] = await Promise.all([probes.fleet(signal), probes.fleet(signal)]);
    await end();
    expect(one).to.equal(other);
    expect(one.agents.map(({ node: on }) => on)).to.deep.equal(['n1', 'n2']);
    expect(
      server.asked.filter((asked) => asked === 'POST /apis/apps/v1/namespaces/shakedown/daemonsets'),
    ).to.have.lengthOf(1);
  });

  it('is deployed anew for the next who asks when it failed, with the token that agents may have been started with', async () => {
    const refused = status(403, 'Forbidden', 'exceeded quota: small');
    const path = '/apis/apps/v1/namespaces/shakedown/daemonsets';
    const { server, probes, end } = await fleetOf({ [path]: [refused, { body: {} }] });
    const first = await probes.fleet(signal).catch((error: Error) => error.message);
    expect(first).to.match(/^CLUSTER_FORBIDDEN/);
    expect((await probes.fleet(signal)).agents).to.have.lengthOf(2);
    await end();
    const tokens = server.requests
      .filter(({ method, url }) => method === 'POST' && url.startsWith(path))
      .map(({ body }) => /"name":"PROBE_TOKEN","value":"(\w+)"/.exec(body)?.[1]);
    expect(tokens).to.have.lengthOf(2);
    expect(tokens[0]).to.be.a('string').and.to.equal(tokens[1]);
  });

  it('has an agent that the API server did not reach at first', async () => {
    const path = '/api/v1/namespaces/shakedown/pods/agent-n2%3A8080/proxy/healthz';
    const { probes, end } = await fleetOf({ [path]: [unreachable, unreachable, unreachable, facts] });
    const { agents, missing } = await probes.fleet(signal);
    await end();
    expect(missing).to.deep.equal([]);
    expect(agents).to.have.lengthOf(2);
  });

  it('misses an agent that the API server does not reach at all, and says what it said', async () => {
    const path = '/api/v1/namespaces/shakedown/pods/agent-n2%3A8080/proxy/healthz';
    const { probes, end } = await fleetOf({ [path]: [unreachable] });
    const { agents, missing } = await probes.fleet(signal);
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
