import { expect } from 'chai';
import { configSchema } from '../../../config/schema.ts';
import type { Look } from '../../../conditions/waiting/condition.ts';
import { AgentLost } from '../fleet/agent-lost.ts';
import type { PayloadAnswer, ProbeAgent, ProbeFleet } from '../fleet/probe-fleet.ts';
import type { Exchange, PayloadPod } from './payload-record.ts';
import { chosenFor, judgePayloads, payloadsArrive } from './payloads-arrive.ts';

const pod = (name: string, node: string, host = '10.244.2.5'): PayloadPod => ({ host, port: 8080, name, node });
const exchange = (
  node: string,
  reached: PayloadAnswer['reached'],
  error?: string,
  to = pod('web-1', 'n2'),
): Exchange => ({
  ...{ node, pod: to },
  answer: { host: to.host, port: to.port, reached, ...(error !== undefined && { error }), seconds: 1 },
  ...{ tried: 1, failed: reached === 'received' ? 0 : 1 },
});
const judge = (exchanges: Exchange[], unjudged?: string) =>
  judgePayloads({ exchanges, bytes: 65_536, ...(unjudged !== undefined && { unjudged }) });

describe('payloads between nodes', () => {
  it('arrive when all come back', () => {
    expect(judge([exchange('n1', 'received'), exchange('n3', 'received')])).to.deep.equal({ state: 'ready' });
  });

  it('that are lost after a connection name the MTU, and the direction', () => {
    expect(judge([exchange('n1', 'connected', 'timeout'), exchange('n3', 'received')])).to.deep.equal({
      state: 'not yet',
      reason:
        '1 of 2 payloads are lost: n1 connects to 10.244.2.5:8080 (pod web-1 on n2), but 65536 bytes do not arrive: ' +
        'packets that are larger than the way between the nodes allows are dropped (MTU)',
      progress: 1,
    });
    expect(judge([exchange('n1', 'sent', 'timeout')]).reason).to.match(
      /but 65536 bytes arrive, but do not come back: /,
    );
  });

  it('that are lost from many nodes are counted', () => {
    const lost = ['n1', 'n3', 'n4', 'n5', 'n6'].map((node) => exchange(node, 'connected', 'timeout'));
    expect(judge(lost).reason).to.match(/^5 of 5 payloads are lost: n1 .*; n3 .*; n4 [^;]*; and 2 more: packets/);
  });

  it('are tried again while the connection fails or something else answers, and not judged in the end', () => {
    const refused = [exchange('n1', 'nothing', 'ECONNREFUSED'), exchange('n3', 'received')];
    expect(judge(refused)).to.deep.equal({
      state: 'not yet',
      reason:
        '1 of 2 payloads could not be sent: n1 does not connect to 10.244.2.5:8080 (pod web-1 on n2) (ECONNREFUSED)',
      progress: 1,
    });
    expect(judge(refused, 'why').state).to.equal('ready');
    expect(judge([exchange('n1', 'connected', 'ECONNRESET')]).reason).to.match(/n1 gets another answer from /);
    // A lost payload is at fault whatever else could not be sent.
    expect(judge([...refused, exchange('n4', 'connected', 'timeout')], 'why').state).to.equal('not yet');
  });

  it('go to pods on other nodes, and not to the same ones from all', () => {
    const pods = [pod('a', 'n1'), pod('b', 'n2'), pod('c', 'n3'), pod('d', 'n3')];
    const agent = { node: 'n1', pod: {} } as ProbeAgent;
    const names = (turn: number) => chosenFor(agent, pods, turn).map(({ name }) => name);
    expect([0, 1, 2].map(names)).to.deep.equal([
      ['b', 'c'],
      ['c', 'd'],
      ['d', 'b'],
    ]);
    expect(chosenFor(agent, [pod('a', 'n1')], 5).map(({ name }) => name)).to.deep.equal(['a']);
    const six = { node: 'n1', pod: { status: { podIPs: [{ ip: 'fd00::1' }] } } } as unknown as ProbeAgent;
    expect(chosenFor(six, pods, 0)).to.deep.equal([]);
  });

  it('that are long are not lost because of the size of packets', () => {
    const lost = judgePayloads({ exchanges: [exchange('n1', 'sent', 'timeout')], bytes: 1_048_576 });
    expect(lost.reason).to.match(
      /1048576 bytes arrive, but do not come back: packets are lost, or the way .* is very slow$/,
    );
  });

  describe('of a fleet', () => {
    const slice = {
      metadata: { namespace: 'own', labels: { 'kubernetes.io/service-name': 'app' } },
      ...{ addressType: 'IPv4', ports: [{ port: 8080 }] },
      endpoints: [{ addresses: ['10.244.2.5'], nodeName: 'n2', targetRef: { kind: 'Pod', name: 'app-1' } }],
    };
    const seen = async (answers: Record<string, PayloadAnswer['reached'] | 'lost'>, last = false, slices = [slice]) => {
      const agents = Object.entries(answers).map(([node, reached]) => ({
        ...{ node, pod: {} },
        payload: async (targets: readonly object[]) => {
          if (reached === 'lost') throw new AgentLost(node, 'the node was deleted');
          return targets.map((one) => ({ ...one, reached, seconds: 0, error: 'timeout' }));
        },
      }));
      const fleet = { agents, probing: configSchema.parse({}).probing } as unknown as ProbeFleet;
      const condition = payloadsArrive({ namespace: 'own', name: 'app' }, fleet);
      const look = { signal: new AbortController().signal, last, list: async () => slices } as unknown as Look;
      const read = await condition.read(look);
      return { judged: condition.judge(read), nodes: read.exchanges.map(({ node }) => node), unjudged: read.unjudged };
    };

    it('are judged without a node that was deleted', async () => {
      expect(await seen({ n1: 'received', n3: 'lost' })).to.deep.equal({
        judged: { state: 'ready' },
        nodes: ['n1'],
        unjudged: undefined,
      });
    });

    it('are not judged at the last look when the pods cannot be connected to', async () => {
      const text =
        '3 of 3 payloads could not be sent: n1 does not connect to 10.244.2.5:8080 (pod app-1 on n2) (timeout)';
      expect((await seen({ n1: 'nothing' })).judged).to.include({ state: 'not yet', reason: text });
      expect(await seen({ n1: 'nothing' }, true)).to.deep.include({ judged: { state: 'ready', reason: text } });
    });

    /** The rounds of one node and one pod, in each of which so many are lost. */
    const rounds = async (lost: readonly number[], last = false) => {
      const asked: number[] = [];
      const payload = async (targets: readonly object[]) => {
        const bad = lost[asked.length] ?? 0;
        asked.push(targets.length);
        return targets.map((one, index) =>
          index < bad
            ? { ...one, reached: 'connected', seconds: 6, error: 'timeout' }
            : { ...one, reached: 'received' },
        );
      };
      const agents = [{ node: 'n1', pod: {}, payload }];
      const fleet = { agents, probing: configSchema.parse({}).probing } as unknown as ProbeFleet;
      const condition = payloadsArrive({ namespace: 'own', name: 'app' }, fleet);
      const { signal } = new AbortController();
      const states: string[] = [];
      for (let look = 0; look < lost.length; look += 1) {
        const read = await condition.read({ signal, last, list: async () => [slice] } as unknown as Look);
        const { state, reason } = condition.judge(read);
        states.push(reason ?? read.note ?? state);
      }
      return { asked, states };
    };

    it('are several on each way, none of which may be lost: connections may take different links', async () => {
      const { asked, states } = await rounds([1, 1]);
      expect(asked).to.deep.equal([3, 1]);
      expect(states[0]).to.match(/^1 of 3 payloads are lost: .* bytes do not arrive in 1 of 3 exchanges: packets/);
      expect(states[1]).to.match(/^2 of 4 payloads are lost: /);
    });

    it('arrive after a loss when many more do in three rounds, and the loss is told', async () => {
      const { asked, states } = await rounds([1, 0, 0, 0, 0, 0]);
      expect(asked).to.deep.equal([3, 1, 10, 10, 10]);
      expect(states.slice(3)).to.deep.equal([
        '1 of 24 payloads are lost: n1 connects to 10.244.2.5:8080 (pod app-1 on n2), but 65536 bytes do not arrive in 1 of 24 exchanges: ' +
          'packets that are larger than the way between the nodes allows are dropped (MTU)',
        '1 of 34 payloads failed at first, and none later: from n1 to 10.244.2.5:8080 (pod app-1 on n2)',
        '1 of 34 payloads failed at first, and none later: from n1 to 10.244.2.5:8080 (pod app-1 on n2)',
      ]);
    });

    it('are lost when a way loses one again while it is tested, however often it succeeds', async () => {
      const { asked, states } = await rounds([1, 0, 2, 0, 1]);
      expect(asked).to.deep.equal([3, 1, 10, 1, 10]);
      expect(states.at(-1)).to.match(/^4 of 25 payloads are lost: /);
    });

    it('of a way that has just become healthy are tested in full at the last look', async () => {
      expect((await rounds([0], true)).asked).to.deep.equal([3]);
      expect((await rounds([1], true)).asked).to.deep.equal([3]);
    });

    it('of every pair are exchanged between the nodes that have a pod, long ones one by one', async () => {
      const places = ['n1', 'n2', 'n3'];
      const endpoints = places.map((nodeName, index) => ({
        ...{ addresses: [`10.244.${index}.5`], nodeName, targetRef: { kind: 'Pod', name: `app-${nodeName}` } },
      }));
      const sent: string[] = [];
      const agents = [...places, 'n4'].map((node) => ({
        ...{ node, pod: {} },
        payload: async (targets: readonly { host: string; bytes: number }[]) => {
          sent.push(...targets.map(({ host, bytes }) => `${node} ${host} ${bytes}`));
          return targets.map((one) => ({ ...one, reached: 'received', seconds: 0 }));
        },
      }));
      const fleet = { agents, probing: configSchema.parse({}).probing } as unknown as ProbeFleet;
      const options = { bytes: 1_048_576, everyPair: true };
      const condition = payloadsArrive({ namespace: 'own', name: 'app' }, fleet, options);
      const look = { signal: new AbortController().signal, list: async () => [{ ...slice, endpoints }] };
      expect(condition.judge(await condition.read(look as unknown as Look))).to.deep.equal({ state: 'ready' });
      expect(sent.toSorted()).to.deep.equal([
        'n1 10.244.1.5 1048576',
        'n1 10.244.2.5 1048576',
        'n2 10.244.0.5 1048576',
        'n2 10.244.2.5 1048576',
        'n3 10.244.0.5 1048576',
        'n3 10.244.1.5 1048576',
      ]);
    });

    it('wait for endpoints, which appear a moment after the pods are ready', async () => {
      expect(await seen({ n1: 'received' }, false, [])).to.deep.include({
        judged: { state: 'not yet', reason: 'it has no ready endpoint' },
      });
    });

    it('are not judged when there is nobody to exchange them', async () => {
      expect(await seen({ n1: 'received' }, true, [])).to.deep.include({
        judged: { state: 'ready', reason: 'it has no ready endpoint' },
      });
      expect((await seen({ n1: 'lost' })).unjudged).to.equal('no node could send to its pods');
    });
  });
});
