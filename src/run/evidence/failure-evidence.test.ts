import { expect } from 'chai';
import { FakeApiServer } from '../../../test/fake-api-server/fake-api-server.ts';
import type { ObjectId } from '../../cluster/kinds/kind.ts';
import { kinds } from '../../cluster/kinds/kinds.ts';
import { configSchema } from '../../config/schema.ts';
import { failureEvidence } from './failure-evidence.ts';

const pod: ObjectId = {
  kind: kinds.pods,
  ref: { namespace: 'shop', name: 'web' },
};
const configMap: ObjectId = {
  kind: kinds.configMaps,
  ref: { namespace: 'shop', name: 'web' },
};
const web = {
  metadata: { namespace: 'shop', name: 'web' },
  spec: { containers: [{ name: 'app' }] },
  status: {
    containerStatuses: [{ name: 'app', ready: false, restartCount: 0, state: { running: {} } }],
  },
};

/** A node that is not ready, and a warning about it. */
const AROUND = {
  '/api/v1/nodes/worker-1': {
    metadata: { name: 'worker-1' },
    status: { conditions: [{ type: 'Ready', status: 'False', reason: 'KubeletNotReady', message: 'disk is gone' }] },
  },
  '/api/v1/namespaces/default/events/worker-1': {
    metadata: { namespace: 'default', name: 'worker-1' },
    involvedObject: { kind: 'Node', name: 'worker-1' },
    ...{ type: 'Warning', reason: 'NodeNotReady', message: 'it does not answer' },
    lastTimestamp: '2026-11-21T08:00:00Z',
  },
};

/** The titles of what is collected, and which paths were asked for. */
async function about(
  objects: readonly ObjectId[],
  { evidence = {}, isFull = false, signal = new AbortController().signal, namespaces = {} } = {},
) {
  const objectsOf = { '/api/v1/namespaces/shop/pods/web': web as object, ...AROUND };
  const log = {
    '/api/v1/namespaces/shop/pods/web/log': (_: unknown, response: { end(text: string): void }) => response.end('x'),
  };
  await using api = await FakeApiServer.start({
    objects: objectsOf,
    routes: log,
  });
  const cluster = api.door();
  const config = configSchema.parse({ evidence, namespaces });
  const texts = await failureEvidence({ cluster, config, series: async () => undefined }, () => isFull).about(
    objects,
    signal,
  );
  await cluster.close();
  return { titles: texts.map(({ title }) => title), asked: api.asked, texts };
}

describe('Evidence about a test that has not passed', () => {
  it('is about its objects of kinds that have a collector, if there are several', async () => {
    expect((await about([pod, configMap])).titles).to.deep.equal(['state', 'events', 'log web app']);
  });

  it('is about the nodes and the warnings of the cluster, if it is about no object', async () => {
    const { titles, texts, asked } = await about([]);
    expect(titles).to.deep.equal(['nodes', 'warnings']);
    const [nodes = '', warnings = ''] = texts.map(({ text }) => text);
    expect(nodes)
      .to.match(/^NODE .*\nworker-1 /)
      .and.include('disk is gone');
    expect(warnings).to.match(/ Warning +NodeNotReady +node\/worker-1 +it does not answer/);
    expect(asked).to.have.length(3);
  });

  for (const [what, options] of [
    ['the configuration wants none', { evidence: { atFailure: false } }],
    ['no further text is kept', { isFull: true }],
    ['the run was ended', { signal: AbortSignal.abort() }],
  ] as const)
    it(`is not collected, and nothing is read, when ${what}`, async () => {
      expect(await about([pod], options)).to.deep.include({
        asked: [],
        titles: [],
      });
    });

  for (const [what, options, line] of [
    ['of nobody', { evidence: { logs: 'none' } }, 'logs are not read (evidence.logs)'],
    ['of others', { evidence: { logs: 'own' } }, 'logs are read of pods of the suite only (evidence.logs)'],
  ] as const)
    it(`has no log ${what} when the configuration says so`, async () => {
      const { titles, asked, texts } = await about([pod], options);
      expect(titles).to.deep.equal(['state', 'events']);
      expect(asked.filter((path) => path.endsWith('/log'))).to.deep.equal([]);
      expect(texts[0]?.text).to.include(line);
    });

  it('has logs of the suite’s own pods when no others are read', async () => {
    const options = {
      evidence: { logs: 'own' },
      namespaces: { workloads: 'shop' },
    };
    expect((await about([pod], options)).titles).to.include('log web app');
  });

  it('is collected of two tests at a time, so that the API server can answer those that are still judged', async () => {
    let [open, most] = [0, 0];
    const slowLog = (_: unknown, response: { end(text: string): void }) => {
      most = Math.max(most, (open += 1));
      setTimeout(() => {
        open -= 1;
        response.end('x');
      }, 10);
    };
    await using api = await FakeApiServer.start({
      objects: { '/api/v1/namespaces/shop/pods/web': web },
      routes: { '/api/v1/namespaces/shop/pods/web/log': slowLog },
    });
    const cluster = api.door();
    const config = configSchema.parse({});
    const failures = failureEvidence({ cluster, config, series: async () => undefined }, () => false);
    const { signal } = new AbortController();
    const texts = await Promise.all(Array.from({ length: 8 }, () => failures.about([pod], signal)));
    await cluster.close();
    expect(most).to.equal(2);
    expect(new Set(texts.map(({ length }) => length))).to.deep.equal(new Set([3]));
  });
});
