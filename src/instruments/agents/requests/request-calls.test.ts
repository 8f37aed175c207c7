import { expect } from 'chai';
import { FakeApiServer, listOf, type Reply } from '../../../../test/fake-api-server/fake-api-server.ts';
import { systemClock } from '../../../time/clock.ts';
import { requestCalls } from './request-calls.ts';

const { signal } = new AbortController();
const conditions = [{ type: 'Ready', status: 'True' }];
const pods = '/api/v1/namespaces/shakedown/pods';
const pod = {
  metadata: { namespace: 'shakedown', name: 'agent', labels: { 'app.kubernetes.io/name': 'shakedown-probe-agent' } },
  spec: { nodeName: 'n1', containers: [] },
  status: { conditions },
};
const page = { now: 5, due: 3, missed: 1, records: [{ sent: 1, ended: 2, reused: true, status: 200 }], isOver: true };

async function asking<T>(reply: Reply, ask: (calls: ReturnType<typeof requestCalls>) => Promise<T>) {
  await using server = await FakeApiServer.start({
    routes: {
      '/api/v1/nodes': [listOf('1', [{ metadata: { name: 'n1' }, status: { conditions } }])],
      [pods]: [listOf('1', [pod])],
      [`${pods}/agent%3A8080/proxy/requests/start`]: [reply],
      [`${pods}/agent%3A8080/proxy/requests/read`]: [reply],
    },
  });
  const cluster = server.door({ clock: systemClock });
  try {
    const calls = requestCalls({ cluster, namespace: 'shakedown', node: 'n1', token: 't', signal });
    const result = await ask(calls).catch((error: Error) => error.message);
    return {
      result,
      sent: JSON.parse(server.requests.find(({ method }) => method === 'POST')?.body ?? '{}') as object,
    };
  } finally {
    await cluster.close();
  }
}
const order = { id: 'one', host: '10.96.0.9', port: 80, path: '/', perSecond: 25, seconds: 60, timeoutMs: 5_000 };

describe('The requests of an agent', () => {
  it('are started and read with the token of the run, and when it was asked', async () => {
    const started = await asking({ body: {} }, ({ startRequests }) => startRequests(order, { signal }));
    expect(started.sent).to.deep.equal({ token: 't', ...order });
    const { result } = await asking({ body: page }, ({ readRequests }) =>
      readRequests({ id: 'one', from: 0 }, { signal }),
    );
    expect(result).to.deep.include(page);
    const { between } = result as { between: readonly [number, number] };
    expect(between[0]).to.be.at.most(between[1]);
  });

  it('have texts of bounded length, because they come from the cluster', async () => {
    const record = { sent: 1, ended: 2, reused: false, error: 'E'.repeat(1_000) };
    const { result } = await asking({ body: { ...page, records: [record] } }, ({ readRequests }) =>
      readRequests({ id: 'one', from: 0 }, { signal }),
    );
    expect((result as { records: { error: string }[] }).records[0]?.error).to.have.lengthOf(253);
  });

  it('are lost with the agent that sent them', async () => {
    const { result } = await asking(
      { status: 400, body: { error: 'LEDGER_UNKNOWN: no ledger one' } },
      ({ readRequests }) => readRequests({ id: 'one', from: 0 }, { signal }),
    );
    expect(result).to.match(/^PROBE_AGENT_LOST: its pod was replaced while it sent requests\n/);
  });
});
