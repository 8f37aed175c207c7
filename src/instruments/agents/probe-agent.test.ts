import { expect } from 'chai';
import { FakeApiServer, listOf, type Reply, status } from '../../../test/fake-api-server/fake-api-server.ts';
import { systemClock, type Clock } from '../../time/clock.ts';
import { probeAgent } from './probe-agent.ts';

const { signal } = new AbortController();
/** Open shared lists read continuously, so the clock must not jump; it runs faster: 40 s are 2 s, which is enough for a busy machine. */
const HURRY = 20;
const hurried: Clock = {
  now: () => systemClock.now() * HURRY,
  date: () => systemClock.date(),
  sleep: (ms, until) => systemClock.sleep(ms / HURRY, until),
};
const pods = '/api/v1/namespaces/shakedown/pods';
const conditions = [{ type: 'Ready', status: 'True' }];
const pod = {
  metadata: {
    namespace: 'shakedown',
    name: 'agent',
    uid: 'a',
    labels: { 'app.kubernetes.io/name': 'shakedown-probe-agent' },
  },
  spec: { nodeName: 'n1', containers: [] },
  status: { conditions },
};
const target = { host: '10.244.1.5', port: 80 };
const accepted = { ...target, ok: true, tried: 1, failed: 0, seconds: 0.001 };
const reached: Reply = { body: { answers: [accepted] } };

async function asking<T>(
  replies: Record<string, Reply[]>,
  ask: (agent: ReturnType<typeof probeAgent>) => Promise<T>,
): Promise<T | string> {
  await using server = await FakeApiServer.start({
    routes: {
      '/api/v1/nodes': [listOf('1', [{ metadata: { name: 'n1' }, status: { conditions } }])],
      [pods]: [listOf('1', [pod])],
      ...replies,
    },
  });
  const cluster = server.door({ clock: hurried });
  const access = {
    cluster,
    namespace: 'shakedown',
    node: 'n1',
    pod,
    token: 't',
    nameservers: [],
    perSecond: 5,
    signal,
  };
  try {
    const agent = probeAgent({ ...access, clusterDomain: 'cluster.local', kubeletMs: 1_000 });
    return await ask(agent).catch((error: Error) => error.message);
  } finally {
    await cluster.close();
  }
}
const connecting = (...replies: Reply[]) =>
  asking({ [`${pods}/agent%3A8080/proxy/tcp`]: replies }, (agent) => agent.tcp([target], { signal }));

describe('the agent of a node', () => {
  it('is asked again after a call that was not answered in time', async () => {
    const slow = status(504, 'Timeout', 'request did not complete within the allotted timeout');
    expect(await connecting(slow, reached)).to.deep.equal([accepted]);
  });

  it('gets many connections in several calls, none longer than its pace allows, and joins the answers', async () => {
    const part = (tried: number, outcome: object): Reply => ({
      body: { answers: [{ ...accepted, tried, ...outcome }] },
    });
    const lost = { ok: false, failed: 2, error: 'timeout' };
    const answers = await asking(
      { [`${pods}/agent%3A8080/proxy/tcp`]: [part(15, {}), part(15, lost), part(3, {})] },
      (agent) => agent.tcp([{ ...target, times: 33 }], { signal }),
    );
    expect(answers).to.deep.equal([{ ...accepted, tried: 33, ...lost }]);
  });

  it('counts as lost when no call is answered in time', async () => {
    expect(await connecting(status(504, 'Timeout', 'request did not complete'))).to.equal(
      'PROBE_AGENT_LOST: 504 Timeout: request did not complete\n  expected: the probe agent on node n1 to answer',
    );
  });

  it('is not reported as lost when the API server itself fails', async () => {
    expect(await connecting(status(500, 'InternalError', 'etcd: no leader'))).to.equal(
      'CLUSTER_UNAVAILABLE: 500 InternalError: etcd: no leader\n  expected: to reach through the proxy pod shakedown/agent:8080',
    );
  });

  it('reads the log of its own container from the kubelet, because a mesh may have added another one to its pod', async () => {
    const choosy: Reply = (request, response) => {
      const named = new URL(request.url ?? '', 'http://api').searchParams.get('container') === 'probe-agent';
      response.writeHead(named ? 200 : 400).end();
    };
    const answer = await asking({ [`${pods}/agent/log`]: [choosy] }, (agent) => agent.askKubelet({ signal }));
    expect(answer).to.deep.equal({ answered: true });
  });

  it('reports that the kubelet of its node hangs', async () => {
    const answer = await asking({ [`${pods}/agent/log`]: ['hang'] }, (agent) => agent.askKubelet({ signal }));
    expect(answer).to.deep.equal({ answered: false, trouble: 'no answer from the kubelet for a log within 1 s' });
  });
});
