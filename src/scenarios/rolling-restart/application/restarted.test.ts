import { expect } from 'chai';
import { FakeApiServer } from '../../../../test/fake-api-server/fake-api-server.ts';
import { kinds, type Deployment } from '../../../cluster/kinds/kinds.ts';
import { ShakedownError } from '../../../errors/shakedown-error.ts';
import { restarted } from './restarted.ts';

const PATH = '/apis/apps/v1/namespaces/shop/deployments/web';
const RESTARTED_AT = 'kubectl.kubernetes.io/restartedAt';
const application = { kind: kinds.deployments, ref: { namespace: 'shop', name: 'web' }, title: 'deployment web' };
const notReady = new ShakedownError('WAIT_TOO_LONG', {
  meaning: 'cluster',
  expected: 'deployment shop/web has 2 available replicas',
  seen: 'image "web:2" cannot be pulled',
  counts: 'desired 2, available 1',
});

/** A restart that fails while the API server refuses changes, for some tries or for ever. */
async function failed(refused: number) {
  const template = { metadata: { annotations: { [RESTARTED_AT]: 'before' } } };
  await using server = await FakeApiServer.start({ objects: { [PATH]: { spec: { template } } } });
  const cluster = server.door();
  const patches = () => server.asked.filter((one) => one === `PATCH ${PATH}`).length;
  const found = await cluster.get(kinds.deployments, application.ref, {});
  const { signal } = new AbortController();
  const thrown = await restarted({ cluster, application, found, signal, restoreMs: refused > 0 ? 700 : 5_000 }, () => {
    if (refused > 0) server.refusals.set(`PATCH ${PATH}`, 403);
    throw notReady;
  }).catch((error: unknown) => error);
  await cluster.close();
  const stored = server.objects.get(PATH) as unknown as Deployment;
  const annotation = stored.spec?.template?.metadata?.annotations?.[RESTARTED_AT];
  return { thrown, annotation, patches: patches() };
}

describe('An application that does not become ready after its restart', () => {
  it('is changed back, and the cause is told', async () => {
    const { thrown, annotation } = await failed(0);
    expect(thrown).to.equal(notReady);
    expect(annotation).to.equal('before');
  });

  it('is tried to be changed back again, and what is left is told beside the cause', async () => {
    const { thrown, patches } = await failed(1);
    expect(patches).to.be.greaterThan(2);
    expect(thrown).to.be.instanceOf(ShakedownError).that.includes({
      code: 'WAIT_TOO_LONG',
      meaning: 'cluster',
      expected: notReady.expected,
      counts: 'desired 2, available 1',
      todo: 'kubectl -n shop rollout undo deployment/web',
      cause: notReady,
    });
    expect((thrown as ShakedownError).seen).to.match(/^image "web:2" cannot be pulled\ncould not be changed back: /);
  });
});
