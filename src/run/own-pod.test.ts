import { expect } from 'chai';
import { FakeApiServer } from '../../test/fake-api-server/fake-api-server.ts';
import { imageIn, protectOwnPod } from './own-pod.ts';

const { signal } = new AbortController();
const POD = '/api/v1/namespaces/sonobuoy/pods/sonobuoy-shakedown-job-1';

describe('The pod of the runner', () => {
  it('is annotated, so that no autoscaler removes it, and keeps its other annotations', async () => {
    await using api = await FakeApiServer.start({
      objects: { [POD]: { metadata: { name: '', annotations: { team: 'platform' } } } },
    });
    const environment = { SHAKEDOWN_POD_NAME: 'sonobuoy-shakedown-job-1', SHAKEDOWN_POD_NAMESPACE: 'sonobuoy' };
    const pod = await protectOwnPod(api.door(), environment, signal);
    expect(pod?.metadata?.annotations).to.deep.equal({
      team: 'platform',
      'cluster-autoscaler.kubernetes.io/safe-to-evict': 'false',
      'karpenter.sh/do-not-disrupt': 'true',
    });
    expect(api.objects.get(POD)?.metadata.annotations).to.deep.equal(pod?.metadata?.annotations);
  });

  it('does not exist outside of a cluster, where no call is made', async () => {
    await using api = await FakeApiServer.start({ objects: {} });
    for (const environment of [
      {},
      { SHAKEDOWN_POD_NAME: 'x' },
      { SHAKEDOWN_POD_NAMESPACE: 'x', SHAKEDOWN_POD_NAME: '' },
    ])
      expect(await protectOwnPod(api.door(), environment, signal)).to.equal(undefined);
    expect(api.writes).to.deep.equal([]);
  });

  it('is reported when it may not be annotated', async () => {
    await using api = await FakeApiServer.start({ objects: {} });
    api.refusals.set(POD, 403);
    const environment = { SHAKEDOWN_POD_NAME: 'sonobuoy-shakedown-job-1', SHAKEDOWN_POD_NAMESPACE: 'sonobuoy' };
    const error = await protectOwnPod(api.door(), environment, signal).catch((reason: Error) => reason);
    expect(error).to.include({ code: 'CLUSTER_FORBIDDEN' });
  });

  it('shows the image of the runner: its definition may name another', () => {
    const containers = [
      { name: 'sonobuoy-worker', image: 'sonobuoy:1' },
      { name: 'plugin', image: 'mirror.example.com/shakedown:1' },
    ];
    expect(imageIn({ spec: { containers } })).to.equal('mirror.example.com/shakedown:1');
    expect(imageIn({ spec: { containers: containers.slice(0, 1) } })).to.equal(undefined);
    expect(imageIn(undefined)).to.equal(undefined);
  });
});
