import { expect } from 'chai';
import { FakeApiServer } from '../../test/fake-api-server/fake-api-server.ts';
import { imageIn, missingProtection, readOwnPod } from './own-pod.ts';

const { signal } = new AbortController();
const POD = '/api/v1/namespaces/sonobuoy/pods/sonobuoy-shakedown-job-1';

describe('The pod of the runner', () => {
  const environment = { SHAKEDOWN_POD_NAME: 'sonobuoy-shakedown-job-1', SHAKEDOWN_POD_NAMESPACE: 'sonobuoy' };

  it('is read, and not changed', async () => {
    await using api = await FakeApiServer.start({ objects: { [POD]: { metadata: { name: '' } } } });
    expect((await readOwnPod(api.door(), environment, signal))?.metadata?.name).to.equal('sonobuoy-shakedown-job-1');
    expect(api.writes).to.deep.equal([]);
  });

  it('lacks the annotations that keep autoscalers away, unless it has both', () => {
    const both = { 'cluster-autoscaler.kubernetes.io/safe-to-evict': 'false', 'karpenter.sh/do-not-disrupt': 'true' };
    expect(missingProtection({ metadata: { annotations: { team: 'a', ...both } } })).to.deep.equal([]);
    expect(missingProtection({})).to.deep.equal([
      'cluster-autoscaler.kubernetes.io/safe-to-evict=false',
      'karpenter.sh/do-not-disrupt=true',
    ]);
    const one = { ...both, 'karpenter.sh/do-not-disrupt': 'false' };
    expect(missingProtection({ metadata: { annotations: one } })).to.deep.equal(['karpenter.sh/do-not-disrupt=true']);
  });

  it('does not exist outside of a cluster, where no call is made', async () => {
    await using api = await FakeApiServer.start({ objects: {} });
    for (const outside of [{}, { SHAKEDOWN_POD_NAME: 'x' }, { SHAKEDOWN_POD_NAMESPACE: 'x', SHAKEDOWN_POD_NAME: '' }])
      expect(await readOwnPod(api.door(), outside, signal)).to.equal(undefined);
    expect(api.writes).to.deep.equal([]);
  });

  it('is reported when it may not be read', async () => {
    await using api = await FakeApiServer.start({ objects: {} });
    api.refusals.set(POD, 403);
    const error = await readOwnPod(api.door(), environment, signal).catch((reason: Error) => reason);
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
