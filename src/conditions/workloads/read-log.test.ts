import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { FakeApiServer, status, type Reply } from '../../../test/fake-api-server/fake-api-server.ts';
import type { Ref } from '../../cluster/kinds/kind.ts';
import type { Pod } from '../../cluster/kinds/kinds.ts';
import { rootCause, type PodEvidence } from '../../diagnosis/root-cause.ts';
import type { Look } from '../waiting/condition.ts';
import { withLog } from './read-log.ts';

const LOG = '/api/v1/namespaces/shop/pods/web-1/log';
const crashed = {
  metadata: { namespace: 'shop', name: 'web-1' },
  spec: { nodeName: 'n1', containers: [{ name: 'app', image: 'web:1' }] },
  status: {
    containerStatuses: [
      {
        ...{ name: 'app', image: 'web:1', imageID: 'x', ready: false, restartCount: 3 },
        ...{ state: { waiting: { reason: 'CrashLoopBackOff' } }, lastState: { terminated: { exitCode: 1 } } },
      },
    ],
  },
} as unknown as Pod;

/** The cause of a crash with what could be read of its log, its command, and the requests. */
async function cause(
  reply: Reply,
  why = true,
): Promise<{ text?: string | undefined; todo?: string | undefined; asked: string[] }> {
  await using server = await FakeApiServer.start({ routes: { [LOG]: reply } });
  const cluster = server.door();
  const evidence: PodEvidence = { pods: [crashed], events: [] };
  const look = { cluster, why, signal: new AbortController().signal } as unknown as Look;
  const found = rootCause(await withLog(look, 'shop', evidence));
  await cluster.close();
  return { text: found?.text, todo: found?.todo, asked: server.requests.map(({ url }) => url) };
}

const EVIDENCE: PodEvidence = { pods: [crashed], events: [] };
const CRASHES = 'container app crashes (exit code 1, restarted 3 times)';

describe('The log of a container that crashes', () => {
  it('is read at its end, of its last run, and without what looks like a credential', async () => {
    const { text, asked } = await cause({ body: 'starting\npassword=geheim\nno database at db:5432\n' });
    expect(text).to.equal(
      `${CRASHES}; the end of its log: starting | password=*** | no database at db:5432 (pod web-1)`,
    );
    expect(asked).to.have.length(1);
    expect(asked[0]).to.match(/\/log\?(?=.*container=app)(?=.*tailLines=10)(?=.*previous=true)/);
  });

  it('is left out without the permission to read it: the command that shows it is named all the same', async () => {
    const { text, todo } = await cause(status(403, 'Forbidden', 'pods "web-1" is forbidden: cannot get pods/log'));
    expect({ text, todo }).to.deep.equal({ text: `${CRASHES} (pod web-1)`, todo: 'logs web-1 -c app --previous' });
  });

  it('is left out when the node has it no more', async () => {
    const { text } = await cause(status(400, 'BadRequest', 'previous terminated container "app" not found'));
    expect(text).to.equal(`${CRASHES} (pod web-1)`);
  });

  it('is not read while nobody asks for the reason', async () => {
    expect((await cause({ body: 'x' }, false)).asked).to.deep.equal([]);
  });

  it('is not waited for when the look ends', async () => {
    await using server = await FakeApiServer.start({ routes: { [LOG]: 'hang' } });
    const cluster = server.door();
    const ends = new AbortController();
    const reading = withLog({ cluster, why: true, signal: ends.signal } as unknown as Look, 'shop', EVIDENCE);
    while (server.requests.length === 0) await delay(1);
    ends.abort(new Error('the look ends'));
    expect(await reading).to.equal(EVIDENCE);
    await cluster.close();
    expect(server.requests).to.have.length(1);
  });

  it('is not waited for when its node does not answer in time', async () => {
    let asked = 0;
    const logs = async (_pod: Ref, { signal }: { signal: AbortSignal }) => {
      asked += 1;
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      throw signal.reason;
    };
    const look = { cluster: { logs }, why: true, signal: new AbortController().signal } as unknown as Look;
    expect(await withLog(look, 'shop', EVIDENCE, true, 1)).to.equal(EVIDENCE);
    expect(asked).to.equal(1);
  });
});
