import { expect } from 'chai';
import { FakeApiServer } from '../../../test/fake-api-server/fake-api-server.ts';
import { eventually } from '../../../test/time/eventually.ts';
import { configSchema } from '../../config/schema.ts';
import { realNodesOnly } from '../../objects/real-nodes-only.ts';
import { jumpingClock } from '../../time/clock.ts';
import { compileScripts } from './compile-scripts.ts';

const NODES = '/api/v1/nodes';
const POD = '/api/v1/namespaces/load/pods/locust-compile-r1';
const simulated = {
  metadata: {
    name: 'n-7',
    labels: { 'kubernetes.io/hostname': 'n-7' },
    annotations: { 'kwok.x-k8s.io/node': 'fake' },
  },
};

describe('The pod that compiles scripts', () => {
  /** The affinity of a pod in which Python succeeds. */
  const affinity = async (refused?: string) => {
    await using api = await FakeApiServer.start({
      objects: { '/api/v1/namespaces/load': {}, [`${NODES}/n-7`]: simulated },
    });
    if (refused !== undefined) api.refusals.set(refused, 403);
    const cluster = api.door({ clock: jumpingClock() });
    const parts = [[{ name: 'buy.py', content: Buffer.from('x = 1\n') }]];
    const config = configSchema.parse({});
    const { signal } = new AbortController();
    const compiled = compileScripts({ cluster, config }, { namespace: 'load', parts, runId: 'r1' }, signal);
    let ended = false;
    compiled.finally(() => (ended = true)).catch(() => {});
    await eventually(() => ended || api.objects.has(POD));
    if (ended) await compiled;
    const pod = api.objects.get(POD);
    const state = { terminated: { exitCode: 0 } };
    api.put(POD, { ...pod, status: { phase: 'Succeeded', containerStatuses: [{ name: 'python', state }] } });
    await compiled;
    expect(api.objects.has(POD)).to.equal(false);
    await cluster.close();
    return (pod as { spec?: { affinity?: object } }).spec?.affinity;
  };

  it('is not scheduled on simulated nodes, which report it as running and run nothing', async () => {
    expect(await affinity()).to.deep.equal(realNodesOnly([simulated]));
  });

  it('is also created for an account that may not list the nodes', async () => {
    expect(await affinity(NODES)).to.deep.equal(realNodesOnly([]));
  });
});
