import { expect } from 'chai';
import { FakeApiServer, listOf } from '../../../test/fake-api-server/fake-api-server.ts';
import { cpuRequestOf } from './cpu-request.ts';

const container = (name: string, cpu?: string) => ({ name, resources: { requests: cpu === undefined ? {} : { cpu } } });
const pod = (name: string, spec: object, phase = 'Running', more: object = {}) => ({
  metadata: { name, ...more },
  spec,
  status: { phase },
});
const app = container('target-app', '100m');
const meshed = {
  containers: [app, container('istio-proxy', '200m')],
  // A sidecar counts for an HPA, a container that ends before the others start does not.
  initContainers: [{ ...container('linkerd-proxy', '50m'), restartPolicy: 'Always' }, container('istio-init', '500m')],
};

async function read(pods: readonly object[], counted?: string): Promise<number> {
  await using api = await FakeApiServer.start({ routes: { '/api/v1/namespaces/qa/pods': [listOf('1', [...pods])] } });
  const door = api.door();
  const ref = { namespace: 'qa', name: 'loaded' };
  const request = await cpuRequestOf(door, ref, new AbortController().signal, counted);
  expect(api.requests.at(-1)?.url).to.include('labelSelector=app.kubernetes.io%2Fname%3Dloaded');
  await door.close();
  return Number(request.toFixed(6));
}

describe('What a pod of a target app requests', () => {
  it('is read from the pods, into which a service mesh may have put sidecars', async () => {
    const old = { containers: [container('target-app', '900m')] };
    const pods = [
      pod('loaded-1', meshed),
      pod('loaded-2', { containers: [app] }),
      pod('loaded-old', old, 'Running', { deletionTimestamp: '2026-01-01T00:00:00Z' }),
      pod('loaded-done', old, 'Failed'),
    ];
    expect(await read(pods)).to.equal(0.35);
  });

  it('is that of one container', async () => {
    expect(await read([pod('loaded-1', meshed)], 'linkerd-proxy')).to.equal(0.05);
  });

  it('is that of the pod as a whole, if it has one', async () => {
    expect(await read([pod('loaded-1', { ...meshed, resources: { requests: { cpu: '2' } } })])).to.equal(2);
  });

  it('is that of the app when a sidecar requests nothing', async () => {
    expect(await read([pod('loaded-1', { containers: [app, container('agent')] })])).to.equal(0.1);
  });

  it('is nothing when no pod runs', async () => {
    expect(await read([])).to.equal(0);
  });
});
