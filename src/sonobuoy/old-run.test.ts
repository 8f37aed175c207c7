import { expect } from 'chai';
import { ObjectApi, type Stored } from '../../test/cli/object-api.ts';
import { pretendedSonobuoy } from '../../test/cli/pretended-sonobuoy.ts';
import { jumpingClock } from '../time/clock.ts';
import { removeOldRun, removeRun } from './old-run.ts';
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
    await using api = await ObjectApi.start({ [NAMESPACE]: labelled(namespace), ...inside });
    const sonobuoy = await findSonobuoy({ path: program.path, namespace: 'sonobuoy' });
    const place = { cluster: api.door(jumpingClock()), sonobuoy, namespace: 'sonobuoy', plugin: 'shakedown', runId };
    await remove(place, signal);
    expect((await program.calls()).filter(([verb]) => verb === 'delete')).to.deep.equal([]);
    return [...api.objects.keys()].sort();
  }
  const theirs = [NAMESPACE, `${NAMESPACE}/configmaps/theirs`, `${NAMESPACE}/pods/theirs`];

  it('is removed with the namespace that our run made for it', async () => {
    expect(await removed(ofRun('r1'))).to.deep.equal([]);
  });

  it('is removed with the namespace that a killed run of ours has left', async () => {
    expect(await removed(ofRun('r0'), removeOldRun)).to.deep.equal([]);
  });

  for (const [whose, labels] of [
    ['that was made for all runs', { 'app.kubernetes.io/managed-by': 'shakedown' }],
    ['of somebody else', { team: 'shop' }],
    ['without a label, as Sonobuoy makes it, and people too', {}],
  ] as const)
    it(`is removed alone out of a namespace ${whose}`, async () => {
      expect(await removed(labels)).to.deep.equal(theirs);
      expect(await removed(labels, removeOldRun)).to.deep.equal(theirs);
    });
});
