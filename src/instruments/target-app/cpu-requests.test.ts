import { expect } from 'chai';
import { FakeApiServer, listOf } from '../../../test/fake-api-server/fake-api-server.ts';
import { cpuRequestsOf } from './cpu-requests.ts';

const container = (name: string, cpu?: string) => ({ name, resources: { requests: cpu === undefined ? {} : { cpu } } });
const pod = (name: string, spec: object, phase = 'Running', more: object = {}) => ({
  metadata: { name, ...more },
  spec,
  status: { phase },
});

describe('What the pods of a target app request', () => {
  it('is read from the pods, into which a service mesh may have put sidecars', async () => {
    const meshed = {
      containers: [container('app', '100m'), container('istio-proxy', '200m'), container('agent')],
      // A sidecar counts for an HPA, a container that ends before the others start does not.
      initContainers: [
        { ...container('linkerd-proxy', '50m'), restartPolicy: 'Always' },
        container('istio-init', '500m'),
      ],
    };
    const pods = [
      pod('loaded-1', meshed),
      pod('loaded-2', { containers: [container('app', '100m')] }),
      pod('loaded-old', { containers: [container('app', '900m')] }, 'Running', {
        deletionTimestamp: '2026-01-01T00:00:00Z',
      }),
      pod('loaded-done', { containers: [container('app', '900m')] }, 'Failed'),
    ];
    await using api = await FakeApiServer.start({ routes: { '/api/v1/namespaces/qa/pods': [listOf('1', pods)] } });
    const door = api.door();
    const ref = { namespace: 'qa', name: 'loaded' };
    expect(await cpuRequestsOf(door, ref, new AbortController().signal)).to.deep.equal({
      ...{ app: 0.1, 'istio-proxy': 0.2, agent: 0 },
      'linkerd-proxy': 0.05,
    });
    expect(api.requests.at(-1)?.url).to.include('labelSelector=app.kubernetes.io%2Fname%3Dloaded');
    await door.close();
  });
});
