import { expect } from 'chai';
import { FakeApiServer } from '../../../../test/fake-api-server/fake-api-server.ts';
import type { RunContext } from '../../../instruments/contract/instrument.ts';
import { drainNode, endOldCordons, nodeToDrain } from './drain-node.ts';

const { signal } = new AbortController();
const Ready = {
  conditions: [{ type: 'Ready', status: 'True' }],
  nodeInfo: { containerRuntimeVersion: 'containerd://2' },
};
const node = (name: string, spec: object = {}, status: object = Ready) =>
  ({ metadata: { name }, spec, status }) as never;
const on = (nodeName: string) =>
  ({ metadata: { namespace: 'qa', name: `on-${nodeName}` }, spec: { nodeName } }) as never;

describe('The node to drain', () => {
  it('has pods of the app, and is not the only one that takes pods', () => {
    expect(nodeToDrain([node('n1'), node('n2')], [on('n2')])).to.equal('n2');
    expect(nodeToDrain([node('n1')], [on('n1')])).to.equal(undefined);
    const cordoned = node('n1', { unschedulable: true });
    expect(nodeToDrain([cordoned, node('n2')], [on('n1'), on('n2')])).to.equal(undefined);
    expect(nodeToDrain([cordoned, node('n2'), node('n3')], [on('n1'), on('n3')])).to.equal('n3');
    const tainted = node('n1', { taints: [{ key: 'x', effect: 'NoSchedule' }] });
    expect(nodeToDrain([tainted, node('n2')], [on('n2')])).to.equal(undefined);
    const notReady = node('n1', {}, { ...Ready, conditions: [] });
    expect(nodeToDrain([notReady, node('n2')], [on('n2')])).to.equal(undefined);
  });
});

describe('A node that is drained', () => {
  const NODE = '/api/v1/nodes/n1';
  const objects = { run: { runId: 'r1', expires: new Date('2026-01-01T00:00:00Z') } };
  const eviction = '/api/v1/namespaces/qa/pods/on-n1/eviction';
  async function withNode<T>(work: (run: RunContext, api: FakeApiServer) => Promise<T>): Promise<T> {
    await using api = await FakeApiServer.start({
      objects: { [NODE]: { metadata: { name: 'n1' }, spec: {} } },
      routes: { [eviction]: { status: 201, body: {} } },
    });
    const cluster = api.door();
    try {
      return await work({ cluster, objects } as unknown as RunContext, api);
    } finally {
      await cluster.close();
    }
  }

  it('is cordoned until its pods are replaced', async () => {
    await withNode(async (run, api) => {
      let during: object | undefined;
      const replaced = () => {
        during = { ...api.objects.get(NODE) };
        return Promise.resolve();
      };
      await drainNode(run, 'n1', [on('n1')], replaced, signal);
      expect(during).to.deep.include({ spec: { unschedulable: true } });
      expect(api.asked).to.include(`POST ${eviction}`);
      expect(api.objects.get(NODE)?.['spec']).to.deep.equal({});
    });
  });

  it('is uncordoned when its pods are not replaced, and when the check is over', async () => {
    await withNode(async (run, api) => {
      const stop = new AbortController();
      const replaced = () => {
        stop.abort(new Error('over'));
        return Promise.reject(new Error('not ready'));
      };
      const failed = await drainNode(run, 'n1', [], replaced, stop.signal).catch((error: Error) => error.message);
      expect([failed, api.objects.get(NODE)?.['spec']]).to.deep.equal(['not ready', {}]);
      expect(api.objects.get(NODE)?.metadata.annotations ?? {}).to.deep.equal({});
    });
  });

  it('is uncordoned by the next run when a killed one has left it', async () => {
    await withNode(async (run, api) => {
      api.put(NODE, {
        metadata: { name: 'n1', annotations: { 'shakedown/cordoned': 'r0' } },
        spec: { unschedulable: true },
      });
      await endOldCordons(run, signal);
      expect(api.objects.get(NODE)?.['spec']).to.deep.equal({});
    });
  });
});
