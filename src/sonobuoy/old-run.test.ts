import { expect } from 'chai';
import { FakeApiServer, type Stored } from '../../test/fake-api-server/fake-api-server.ts';
import { pretendedSonobuoy } from '../../test/no-cluster/cli/pretended-sonobuoy.ts';
import { jumpingClock } from '../time/clock.ts';
import { removeOldRun, removePods, removeRun } from './old-run.ts';
import { findSonobuoy } from './program.ts';

const signal = new AbortController().signal;
const labelled = (labels: Record<string, string>): Partial<Stored> => ({ metadata: { name: '', labels } });
const SONOBUOYS = { component: 'sonobuoy' };
const NAMESPACE = '/api/v1/namespaces/sonobuoy';
const ROLE = '/apis/rbac.authorization.k8s.io/v1/clusterroles/sonobuoy-serviceaccount-sonobuoy';
const inside = {
  [`${NAMESPACE}/pods/sonobuoy`]: labelled({ ...SONOBUOYS, 'sonobuoy-component': 'aggregator' }),
  [`${NAMESPACE}/pods/sonobuoy-shakedown-job`]: labelled({ ...SONOBUOYS, 'sonobuoy-plugin': 'shakedown' }),
  [`${NAMESPACE}/configmaps/plugin-shakedown-cm`]: labelled({}),
  [`${NAMESPACE}/configmaps/theirs`]: labelled({ team: 'shop' }),
  [`${NAMESPACE}/pods/theirs`]: labelled({ team: 'shop' }),
  [ROLE]: labelled({ ...SONOBUOYS, namespace: 'sonobuoy' }),
};
const ofRun = (run: string) => ({ 'app.kubernetes.io/managed-by': 'shakedown', 'shakedown/run': run });

describe('A run of Sonobuoy', () => {
  async function removed(namespace: Record<string, string>, remove = removeRun, runId = 'r1') {
    await using program = await pretendedSonobuoy({ version: [{ stdout: 'v0.57.5' }], status: [{ exit: 1 }] });
    await using api = await FakeApiServer.start({ objects: { [NAMESPACE]: labelled(namespace), ...inside } });
    const sonobuoy = await findSonobuoy({ path: program.path, namespace: 'sonobuoy' });
    const place = {
      cluster: api.door({ clock: jumpingClock() }),
      sonobuoy,
      namespace: 'sonobuoy',
      plugin: 'shakedown',
      runId,
    };
    await remove(place, signal);
    expect((await program.calls()).filter(([verb]) => verb === 'delete')).to.deep.equal([]);
    return [...api.objects.keys()].sort();
  }
  const theirs = [NAMESPACE, `${NAMESPACE}/configmaps/theirs`, `${NAMESPACE}/pods/theirs`];

  it('is removed with the namespace that this run created for it', async () => {
    expect(await removed(ofRun('r1'))).to.deep.equal([]);
  });

  it('is left alone while the run that created the namespace is alive according to its Lease, wherever that is', async () => {
    const lease = '/apis/coordination.k8s.io/v1/namespaces/qa/leases/shakedown';
    await using program = await pretendedSonobuoy({ version: [{ stdout: 'v0.57.5' }], status: [{ exit: 1 }] });
    await using api = await FakeApiServer.start({
      objects: {
        [NAMESPACE]: { metadata: { name: '', labels: ofRun('r0'), annotations: { 'shakedown/home': 'qa' } } },
        [lease]: {
          metadata: { name: '' },
          spec: { holderIdentity: 'r0', leaseDurationSeconds: 30, renewTime: new Date().toISOString() },
        },
        ...inside,
      },
    });
    api.refusals.set('/apis/coordination.k8s.io/v1/leases', 403);
    const sonobuoy = await findSonobuoy({ path: program.path, namespace: 'sonobuoy' });
    const place = { cluster: api.door(), sonobuoy, namespace: 'sonobuoy', plugin: 'shakedown', runId: 'r1' };
    const error = await removeOldRun(place, signal).catch((reason: Error) => reason);
    expect(error).to.include({ code: 'RUN_UNDER_WAY' });
    expect(api.writes).to.deep.equal([]);
  });

  it('of other plugins is left alone: its results may not have been fetched yet', async () => {
    const status = { plugins: [{ plugin: 'e2e', node: 'global', status: 'running' }], status: 'running' };
    await using program = await pretendedSonobuoy({
      version: [{ stdout: 'v0.57.5' }],
      status: [{ stdout: JSON.stringify(status) }],
    });
    await using api = await FakeApiServer.start({ objects: { [NAMESPACE]: labelled({}), ...inside } });
    const sonobuoy = await findSonobuoy({ path: program.path, namespace: 'sonobuoy' });
    const place = { cluster: api.door(), sonobuoy, namespace: 'sonobuoy', plugin: 'shakedown', runId: 'r1' };
    const error = await removeOldRun(place, signal).catch((reason: Error) => reason);
    expect((error as Error).message).to.match(/^SONOBUOY_BUSY: in sonobuoy: e2e, running; its results would be lost\n/);
    expect(api.writes).to.deep.equal([]);
  });

  it('is removed with the namespace that a killed run of the suite left', async () => {
    expect(await removed(ofRun('r0'), removeOldRun)).to.deep.equal([]);
  });

  for (const [whose, labels] of [
    ['that was created for all runs', { 'app.kubernetes.io/managed-by': 'shakedown' }],
    ['of somebody else', { team: 'shop' }],
    ['without a label, as Sonobuoy makes it, and people too', {}],
  ] as const)
    it(`is removed alone from a namespace ${whose}`, async () => {
      expect(await removed(labels)).to.deep.equal(theirs);
      expect(await removed(labels, removeOldRun)).to.deep.equal(theirs);
    });

  it('loses its pods also when their node becomes silent only after their deletion was requested', async () => {
    const pod = { metadata: { name: 'sonobuoy', labels: SONOBUOYS }, spec: { nodeName: 'node-1' } };
    const node = (status: string) => ({ body: { status: { conditions: [{ type: 'Ready', status }] } } });
    let there = true;
    await using server = await FakeApiServer.start({
      routes: {
        [`${NAMESPACE}/pods`]: [
          (_, response) => void response.end(JSON.stringify({ metadata: {}, items: there ? [pod] : [] })),
        ],
        [`${NAMESPACE}/pods/sonobuoy`]: [
          ({ method }, response) => {
            // No kubelet confirms its end, so it is deleted only with a grace period of 0.
            if (method === 'DELETE') there = JSON.parse(server.requests.at(-1)?.body ?? '').gracePeriodSeconds !== 0;
            response.statusCode = method === 'GET' && !there ? 404 : 200;
            response.end(
              JSON.stringify(
                there ? pod : { kind: 'Status', code: 404, reason: 'NotFound', details: { name: 'sonobuoy' } },
              ),
            );
          },
        ],
        '/api/v1/nodes/node-1': [node('True'), node('Unknown')],
      },
    });
    await removePods(
      { cluster: server.door({ clock: jumpingClock() }), namespace: 'sonobuoy' },
      AbortSignal.timeout(20_000),
    );
    expect(server.asked.filter((one) => one.startsWith('DELETE'))).to.have.lengthOf(2);
  }).timeout(30_000);
});
