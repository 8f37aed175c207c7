import { expect } from 'chai';
import { FakeApiServer, listOf, status, type Reply } from '../../../test/fake-api-server/fake-api-server.ts';
import { InstrumentTooWeak } from '../../errors/instrument-too-weak.ts';
import { testAccount } from './figures/account.fixture.ts';
import { isUnreachable, masterOf, type Master } from './master.ts';

const ref = { namespace: 'loadtest', name: 'locust' };
const pod = { metadata: { name: 'locust-master-x' }, status: { phase: 'Running' } };
const PODS = '/api/v1/namespaces/loadtest/pods';

describe('The Locust master', () => {
  /** The error that a call ends with when the master replies so. */
  const errorOf = async (
    path: string,
    reply: Reply,
    call: (master: Master) => Promise<unknown>,
    token?: string,
  ): Promise<unknown> => {
    const routes = { [PODS]: listOf('1', [pod]), [`${PODS}/locust-master-x%3A8089/proxy${path}`]: reply };
    await using api = await FakeApiServer.start({ routes });
    const door = api.door();
    try {
      return await call(masterOf(door, ref, token)).catch((thrown: unknown) => thrown);
    } finally {
      await door.close();
    }
  };
  const { signal } = new AbortController();

  it('that refuses to start a load is an instrument too weak to judge, and says why', async () => {
    const order = { id: 'r1', users: 1, spawnRate: 1, seconds: 1, rate: 0 };
    const refused = { status: 409, body: { refused: '2 of 3 workers are connected' } };
    const error = await errorOf('/shakedown/start', refused, (master) => master.start(order, signal));
    expect(error).to.be.instanceOf(InstrumentTooWeak);
    expect(error).to.include({ code: 'LOAD_REFUSED', seen: '2 of 3 workers are connected' });
  });

  it('gets the token of its platform with each request, and what it refuses without one says so', async () => {
    const demand: Reply = ({ headers }, response) => {
      const known = headers['x-shakedown-token'] === 'k3y';
      response.writeHead(known ? 409 : 403, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ refused: known ? 'a test is under way' : 'this needs the token' }));
    };
    const order = { id: 'r1', users: 1, spawnRate: 1, seconds: 1, rate: 0 };
    const said = async (token?: string) =>
      (await errorOf('/shakedown/start', demand, (master) => master.start(order, signal), token)) as Error;
    expect(await said('k3y')).to.include({ code: 'LOAD_REFUSED', seen: 'a test is under way' });
    expect(await said('other')).to.include({ code: 'LOAD_TOKEN_REFUSED', seen: 'it demands another token' });
    expect((await said()).message).to.equal(
      'LOAD_TOKEN_REFUSED: it demands a token, and there is no Secret locust-token\n' +
        '  expected: the master of the Locust platform loadtest/locust to take orders\n' +
        '  do:       set the platform up again, which also writes the Secret loadtest/locust-token: shakedown loadtest setup',
    );
  });

  it('is unreachable, which is no error, when its pod is deleted between being read and being called', async () => {
    const gone = status(404, 'NotFound', 'pods "locust-master-x" not found', { name: 'locust-master-x', kind: 'pods' });
    const error = await errorOf('/shakedown/status', gone, (master) => master.status(signal));
    expect((error as Error).message).to.equal(
      'LOAD_MASTER_UNREACHABLE: its pod locust-master-x was just deleted\n' +
        '  expected: the master of the Locust platform loadtest/locust to run\n' +
        '  do:       kubectl -n loadtest get pods -l shakedown/load=locust',
    );
    expect(isUnreachable(error)).to.equal(true);
    expect(error).to.have.property('meaning', 'instrument');
  });

  it('that gives another account than its guard is an instrument that cannot judge: its script decides what it answers', async () => {
    const account = async (reply: Reply) =>
      (await errorOf('/shakedown/account', reply, (master) => master.account(signal))) as Error;
    for (const [reply, why] of [
      [
        { body: { ...testAccount(), exitCode: 'failed' } },
        /^LOAD_GUARD_UNREADABLE: exitCode is not what the guard writes: /,
      ],
      [
        { body: { ...testAccount(), entries: [{ ...testAccount().total, name: 7 }] } },
        /^LOAD_GUARD_UNREADABLE: entries.0.name is not what the guard writes: /,
      ],
      [{ body: [] }, /^LOAD_GUARD_UNREADABLE: the answer is no account: \[\]/],
      [{ body: 'oops' }, /^LOAD_GUARD_UNREADABLE: the answer is no account: oops/],
      [{ status: 404, body: 'no such page' }, /^LOAD_MASTER_ANSWER: 404 no such page/],
    ] satisfies [Reply, RegExp][]) {
      const error = await account(reply);
      expect(error).to.have.property('meaning', 'instrument');
      expect(error.message).to.match(why);
    }
  });
});
