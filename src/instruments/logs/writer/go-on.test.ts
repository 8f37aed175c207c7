import { expect } from 'chai';
import { FakeApiServer, type Reply } from '../../../../test/fake-api-server/fake-api-server.ts';
import { linesBefore, tellToGoOn } from './go-on.ts';

const steady = (count: number) => ({ kind: 'steady', count }) as const;
const known = { kind: 'utf8', count: 10 } as const;

describe('The lines that a writer has written before it goes on', () => {
  it('are those up to the hold, of all parts so far', () => {
    const restarted = { lines: [steady(100)], parts: 3, holdAfter: 'steady' } as const;
    expect([0, 1, 2, 3].map((hold) => linesBefore(restarted, hold))).to.deep.equal([0, 33, 66, 100]);
    const rotated = { lines: [known, steady(100)], holdAfter: 'utf8' } as const;
    expect([0, 1].map((hold) => linesBefore(rotated, hold))).to.deep.equal([0, 10]);
  });

  it('are none of a writer that holds nothing back', () => {
    expect(linesBefore({ lines: [steady(5)] }, 1)).to.equal(0);
  });
});

describe('A writer that is told to go on', () => {
  const pod = { namespace: 'own', name: 'w-1' };
  const path = '/api/v1/namespaces/own/pods/w-1%3A8080/proxy/go-on/2';
  const tell = async (reply: Reply) => {
    await using api = await FakeApiServer.start({ routes: { [path]: reply } });
    const cluster = api.door();
    const { signal } = new AbortController();
    try {
      await tellToGoOn(cluster, pod, 2, { withinMs: 1_000, signal });
      return api.requests.map(({ method, url }) => `${method} ${url}`).at(-1);
    } catch (error) {
      return (error as Error).message.replaceAll(/\n\s+/g, ' | ');
    } finally {
      await cluster.close();
    }
  };

  it('hears it through the API server', async () => {
    expect(await tell({ body: 'goes on' })).to.equal(`POST ${path}`);
  });

  it('that does not is an instrument that cannot judge', async () => {
    expect(await tell({ status: 404, body: 'no such page' })).to.equal(
      'LOG_WRITER_HOLDS: pod own/w-1 answers POST /go-on/2 with 404: no such page | expected: the log writer to go on | do:       kubectl -n own describe pod w-1',
    );
  });
});
