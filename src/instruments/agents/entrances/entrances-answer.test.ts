import { expect } from 'chai';
import { kinds, type NetworkPolicy, type Service } from '../../../cluster/kinds/kinds.ts';
import type { Look } from '../../../conditions/waiting/condition.ts';
import { BUDGET_SPENT, type DnsQuestion, type HttpTarget, type TcpTarget } from '../agent-protocol.ts';
import type { HttpAnswer, ProbeAgent } from '../fleet/probe-fleet.ts';
import type { EntranceTarget, Entrances } from './entrance-source.ts';
import { entrancesAnswer } from './entrances-answer.ts';
import { deniedAtService, hasAddress } from './why-silent.ts';

const ip = '192.0.2.1';
const target: EntranceTarget = { host: ip, port: 80, tls: false, path: '/', serverName: 'shop.example.com' };
const metadata = { namespace: 'shakedown', name: 'probe-agent-x', labels: {} };

interface Answers {
  http?: Partial<HttpAnswer> | ((target: HttpTarget) => Partial<HttpAnswer>);
  tcp?: { ok: boolean; error?: string };
  /** The addresses of DNS names. */
  names?: Record<string, string>;
}

/** An agent that answers so; it keeps the addresses that it was asked for. */
function agentOn(node: string, { http = {}, tcp = { ok: true }, names = {} }: Answers) {
  const asked: string[] = [];
  const agent = {
    node,
    pod: { metadata, status: {} },
    http: (targets: readonly HttpTarget[]) => {
      asked.push(...targets.map((one) => `${one.host} ${one.serverName ?? ''}`));
      return Promise.resolve(
        targets.map((one) => {
          const answer = typeof http === 'function' ? http(one) : http;
          return { host: one.host, port: one.port, seconds: 0, ...answer };
        }),
      );
    },
    tcp: (targets: readonly TcpTarget[]) => {
      asked.push(...targets.map(({ host, port }) => `${host}:${port}`));
      return Promise.resolve(
        targets.map(({ host, port }) => ({ host, port, tried: 1, failed: 0, seconds: 0, ...tcp })),
      );
    },
    dns: (questions: readonly DnsQuestion[]) =>
      Promise.resolve(
        questions.map(({ name, type }) => {
          const record = names[name];
          const isAsked = record !== undefined && record.includes(':') === (type === 'AAAA');
          return isAsked
            ? { records: [record] }
            : { records: [], error: record === undefined ? 'ENOTFOUND' : 'ENODATA' };
        }),
      ),
  } as unknown as ProbeAgent;
  return { agent, asked };
}

interface Around {
  last?: boolean;
  objects?: ReadonlyMap<object, readonly object[]>;
}

async function observed(entrances: Partial<Entrances>, agents: readonly ProbeAgent[], around: Around = {}) {
  const { last = false, objects = new Map<object, readonly object[]>() } = around;
  const look = {
    ...{ last, signal: new AbortController().signal, date: new Date('2026-11-28T00:00:00Z') },
    cluster: { clock: { now: () => 0 }, raw: () => Promise.resolve('{"groups":[]}') },
    list: (kind: object) => Promise.resolve(objects.get(kind) ?? []),
  } as unknown as Look;
  const source = {
    ...{ title: 'ingress shop/web', rights: [], todo: 'kubectl get ingress' },
    entrances: () => Promise.resolve({ targets: [target], names: [], ...entrances }),
  };
  const condition = entrancesAnswer(source, agents, [502, 503, 504]);
  const seen = await condition.read(look);
  return { seen, answer: condition.judge(seen) };
}

describe('The address of an entrance', () => {
  it('answers with any status that does not say that nothing is behind it', async () => {
    for (const status of [200, 301, 401, 404, 500]) {
      const { agent, asked } = agentOn('node-1', { http: { status } });
      expect((await observed({}, [agent])).answer).to.deep.equal({ state: 'ready' });
      expect(asked).to.deep.equal([`${ip} shop.example.com`]);
    }
  });

  it('answers a gRPC call with any status below 500', async () => {
    const call: EntranceTarget = { ...target, path: '/shakedown.Probe/Probe', grpc: true };
    const answerOf = async (status: number) =>
      (await observed({ targets: [call] }, [agentOn('node-1', { http: { status } }).agent])).answer;
    for (const status of [200, 404, 415]) expect(await answerOf(status)).to.deep.equal({ state: 'ready' });
    expect(await answerOf(500)).to.deep.include({
      ...{ state: 'not yet' },
      reason: `http://${ip}:80/shakedown.Probe/Probe for shop.example.com answers 500 from node-1`,
    });
  });

  it('is asked from a second node where the answer is bad', async () => {
    const [bad, good, third] = [{ status: 502 }, { status: 200 }, { status: 200 }].map((http, index) =>
      agentOn(`node-${index}`, { http }),
    );
    expect((await observed({}, [bad!.agent, good!.agent, third!.agent])).answer).to.deep.equal({ state: 'ready' });
    expect([bad!.asked.length, good!.asked.length, third!.asked.length]).to.deep.equal([1, 1, 0]);
  });

  for (const [what, more, answers, reason] of [
    [
      'says that nothing is behind it',
      {},
      { http: { status: 503 } },
      `http://${ip}:80/ for shop.example.com answers 503 from node-1`,
    ],
    [
      'does not answer',
      {},
      { http: { error: 'timeout' } },
      `http://${ip}:80/ for shop.example.com does not answer (timeout) from node-1`,
    ],
    [
      'with TLS does not answer',
      { targets: [{ ...target, host: '2001:db8::1', port: 443, tls: true, path: '/cart' }] },
      { http: { error: 'EPROTO' } },
      'https://[2001:db8::1]:443/cart for shop.example.com does not answer (EPROTO) from node-1',
    ],
    [
      'accepts no connection',
      { targets: [{ host: ip, port: 5432, tls: false }] },
      { tcp: { ok: false, error: 'ECONNREFUSED' } },
      `${ip}:5432 accepts no connection (ECONNREFUSED) from node-1`,
    ],
    [
      'is a name that does not resolve',
      { targets: [{ ...target, host: 'lb.example.net' }] },
      {},
      'lb.example.net does not resolve (ENOTFOUND) from node-1',
    ],
  ] as const)
    it(`that ${what} is told`, async () => {
      const { answer } = await observed(more, [agentOn('node-1', answers).agent]);
      expect(answer).to.deep.equal({ state: 'not yet', reason });
    });

  describe('that may listen at port 443 alone', () => {
    const otherwise = { ...target, port: 443, tls: true };
    const targets = [{ ...target, otherwise }];
    const atPort = (port80: Partial<HttpAnswer>, port443: Partial<HttpAnswer>) =>
      agentOn('node-1', { http: ({ port }) => (port === 80 ? port80 : port443) });

    it('is asked there where port 80 is silent', async () => {
      for (const error of ['timeout', 'ECONNREFUSED']) {
        const { agent, asked } = atPort({ error }, { status: 200 });
        const { answer, seen } = await observed({ targets }, [agent]);
        expect(answer).to.deep.equal({ state: 'ready' });
        expect(seen.asked.map((one) => one.target.port)).to.deep.equal([443]);
        expect(asked.length).to.equal(2);
      }
    });

    it('is not asked there where port 80 answers, or no connection may be opened any more', async () => {
      for (const first of [{ status: 301 }, { status: 502 }, { error: BUDGET_SPENT }]) {
        const { agent, asked } = atPort(first, { status: 200 });
        await observed({ targets }, [agent]);
        expect(asked.length).to.equal(1);
      }
    });

    it('is told where both are silent, or port 443 says that nothing is behind it', async () => {
      const silent = atPort({ error: 'timeout' }, { error: 'ECONNREFUSED' });
      expect((await observed({ targets }, [silent.agent])).answer).to.deep.equal({
        state: 'not yet',
        reason: `http://${ip}:80/ for shop.example.com does not answer (timeout), nor does https://${ip}:443/ (ECONNREFUSED) from node-1`,
      });
      const bad = atPort({ error: 'timeout' }, { status: 503 });
      expect((await observed({ targets }, [bad.agent])).answer).to.deep.equal({
        state: 'not yet',
        reason: `https://${ip}:443/ for shop.example.com answers 503 from node-1`,
      });
    });

    it('is asked at both ports again from a second node', async () => {
      const [silent, good] = [atPort({ error: 'timeout' }, { error: 'timeout' }), atPort({ status: 200 }, {})];
      expect((await observed({ targets }, [silent.agent, good.agent])).answer).to.deep.equal({ state: 'ready' });
      expect(good.asked.length).to.equal(1);
    });
  });

  it('that is a name is asked at its address', async () => {
    for (const address of [ip, '2001:db8::1']) {
      const { agent, asked } = agentOn('node-1', { http: { status: 200 }, names: { 'lb.example.net': address } });
      const { answer } = await observed({ targets: [{ ...target, host: 'lb.example.net' }] }, [agent]);
      expect(answer).to.deep.equal({ state: 'ready' });
      expect(asked).to.deep.equal([`${address} shop.example.com`]);
    }
  });

  it('is not asked where nothing is behind it, or pods must not ask it, not even by a name', async () => {
    const { agent, asked } = agentOn('node-1', { names: { 'evil.example.net': '169.254.169.254' } });
    expect((await observed({ targets: [], why: 'scaled to zero' }, [agent])).answer).to.deep.equal({
      state: 'does not apply',
      reason: 'scaled to zero',
    });
    for (const host of ['169.254.169.254', 'evil.example.net'])
      expect((await observed({ targets: [{ ...target, host }] }, [agent, agent])).answer).to.deep.equal({
        state: 'does not apply',
        reason: 'it has no address that pods may ask',
      });
    expect(asked).to.deep.equal([]);
  });

  it('of a node at which nothing listens may be meant with a NodePort', async () => {
    const objects = new Map([[kinds.nodes, [{ status: { addresses: [{ type: 'InternalIP', address: ip }] } }]]]);
    const refused = agentOn('node-1', { http: { error: 'ECONNREFUSED' } });
    expect((await observed({}, [refused.agent], { objects })).answer).to.deep.equal({
      state: 'does not apply',
      reason: `nothing listens at http://${ip}:80/, the address of a node: its entrances may have other ports`,
    });
    const bad = agentOn('node-1', { http: { status: 502 } });
    expect((await observed({}, [bad.agent], { objects })).answer.state).to.equal('not yet');
  });

  it('is not judged where an agent may open no more connections', async () => {
    const { seen, answer } = await observed({}, [agentOn('node-1', { http: { error: BUDGET_SPENT } }).agent]);
    expect(answer).to.deep.equal({ state: 'ready', reason: 'probing.connectionsInAll is spent' });
    expect(seen.unjudged).to.equal('probing.connectionsInAll is spent');
  });

  it('is not judged in the end where a policy says who may connect to what is behind it', async () => {
    const service = {
      metadata: { namespace: 'edge', name: 'traefik' },
      spec: { clusterIPs: [ip], selector: { app: 'x' } },
    };
    const policy = { metadata: { namespace: 'edge', name: 'strict' }, spec: { podSelector: {} } };
    const objects = new Map<object, readonly object[]>([
      [kinds.services, [service]],
      [kinds.networkPolicies, [policy]],
    ]);
    const silent = agentOn('node-1', { http: { error: 'timeout' } });
    expect((await observed({}, [silent.agent], { objects })).answer.state).to.equal('not yet');
    const reason = 'NetworkPolicy edge/strict says who may connect to the pods of Service edge/traefik';
    expect((await observed({}, [silent.agent], { objects, last: true })).answer).to.deep.equal({
      state: 'ready',
      reason,
    });
    const bad = agentOn('node-1', { http: { status: 503 } });
    expect((await observed({}, [bad.agent], { objects, last: true })).answer.state).to.equal('not yet');
  });
});

describe('An entrance outside of the cluster', () => {
  const host = 'lb.example.net';
  const outside: EntranceTarget = { host, port: 443, tls: true, path: '/' };
  const names = { [host]: '198.51.100.7' };
  const objects = new Map<object, readonly object[]>([
    [kinds.nodes, [{ status: { addresses: [{ type: 'InternalIP', address: '10.0.0.5' }] } }]],
  ]);
  const observe = (http: Partial<HttpAnswer>, more: { targets?: EntranceTarget[]; last?: boolean } = {}) => {
    const { targets = [outside], last = true } = more;
    return observed({ targets }, [agentOn('node-1', { http, names }).agent], { last, objects });
  };
  const reason =
    'https://lb.example.net:443/ does not answer (timeout) from node-1: it is outside of the cluster, and pods may have no way out; name it in entrances.urls, which are asked from outside';

  it('is not judged in the end where pods find no way to it', async () => {
    const { seen, answer } = await observe({ error: 'timeout' });
    expect(answer).to.deep.equal({ state: 'ready', reason });
    expect(seen.unjudged).to.equal(reason);
    for (const error of ['ENETUNREACH', 'EHOSTUNREACH'])
      expect((await observe({ error })).answer.state).to.equal('ready');
    expect((await observe({ error: 'timeout' }, { last: false })).answer.state).to.equal('not yet');
  });

  it('is red where it refuses, or says that nothing is behind it', async () => {
    for (const http of [{ error: 'ECONNREFUSED' }, { status: 503 }])
      expect((await observe(http)).answer.state).to.equal('not yet');
    const otherwise = outside;
    const targets = [{ ...outside, port: 80, tls: false, otherwise }];
    expect((await observe({ error: 'timeout' }, { targets })).answer.state).to.equal('ready');
    const refused = agentOn('node-1', {
      http: ({ port }) => ({ error: port === 80 ? 'timeout' : 'ECONNREFUSED' }),
      names,
    });
    expect((await observed({ targets }, [refused.agent], { last: true, objects })).answer.state).to.equal('not yet');
  });

  it('excuses no other one, such as an address in the network of the nodes', async () => {
    const near: EntranceTarget = { host: '10.0.0.200', port: 80, tls: false, path: '/' };
    expect((await observe({ error: 'timeout' }, { targets: [outside, near] })).answer).to.deep.equal({
      state: 'not yet',
      reason: 'http://10.0.0.200:80/ does not answer (timeout) from node-1',
    });
  });
});

describe('A policy in front of an entrance', () => {
  const service = {
    metadata: { namespace: 'edge', name: 'traefik' },
    spec: { selector: { app: 'traefik' } },
  } as Service;
  const policyOf = (spec: object, namespace = 'edge') =>
    ({ metadata: { namespace, name: 'p' }, spec: { podSelector: {}, ...spec } }) as unknown as NetworkPolicy;

  it('may deny agents where it is about who connects to its pods', () => {
    for (const spec of [{}, { podSelector: { matchLabels: { app: 'traefik' } } }, { policyTypes: ['Ingress'] }])
      expect(deniedAtService(service, [policyOf(spec)])).to.match(/^NetworkPolicy edge\/p /);
    for (const policy of [
      policyOf({ policyTypes: ['Egress'] }),
      policyOf({ podSelector: { matchLabels: { app: 'other' } } }),
      policyOf({}, 'elsewhere'),
    ])
      expect(deniedAtService(service, [policy])).to.equal(undefined);
  });

  it('is found by the address of the Service: its own, an external one, that of a load balancer', () => {
    for (const fields of [
      { spec: { clusterIPs: [ip] } },
      { spec: { externalIPs: [ip] } },
      { status: { loadBalancer: { ingress: [{ ip }] } } },
    ])
      expect(hasAddress(fields, ip)).to.equal(true);
    expect(hasAddress({ spec: { clusterIPs: ['192.0.2.9'] } }, ip)).to.equal(false);
  });
});
