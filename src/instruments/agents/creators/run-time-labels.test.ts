import { expect } from 'chai';
import type { Pod } from '../../../cluster/kinds/kinds.ts';
import { addedByNone, addedByStatefulSet } from './added-labels.ts';
import type { PodCreator, Selector } from './pod-creator.ts';
import { runTimeLabel } from './run-time-labels.ts';

const pod = (name: string, labels: Record<string, string>, owner?: string): Pod => ({
  metadata: {
    ...{ namespace: 'shop', name, labels },
    ...(owner && { ownerReferences: [{ apiVersion: 'x/v1', kind: 'X', name: 'x', uid: owner, controller: true }] }),
  },
});
const creator = (labels: Record<string, string>, adds: PodCreator['adds'] = addedByNone): PodCreator => ({
  ...{ name: 'x', uid: 'known', labels, adds },
  idle: () => undefined,
});
const database = new Map([['known', creator({ app: 'db' }, addedByStatefulSet({ metadata: { name: 'db' } }))]]);
const only = [pod('db-0', { app: 'db', role: 'primary' }, 'known')];
const replica: Selector = { app: 'db', role: 'replica' };
const judged = (selector: Selector, pods: readonly Pod[], creators: ReadonlyMap<string, PodCreator> = database) => {
  const found = runTimeLabel(selector, pods, creators);
  return found && { isByDesign: found.isByDesign, isLeader: found.isLeader };
};

describe('a label that no pod has', () => {
  it('is set while pods run if the template of those that have another value of it is without', () => {
    expect(runTimeLabel(replica, only, database)?.text).to.equal(
      'no pod has role=replica now, a label that is set while pods run (pod db-0 has role=primary)',
    );
  });

  it('is missing by design where there is a single pod, which has another role', () => {
    expect(judged(replica, only)).to.deep.equal({ isByDesign: true, isLeader: false });
    const vault = [pod('vault-0', { app: 'vault', 'vault-active': 'true' }, 'operator')];
    expect(judged({ app: 'vault', 'vault-active': 'false' }, vault)).to.deep.equal({
      isByDesign: true,
      isLeader: false,
    });
  });

  it('may be missing by design where there are several', () => {
    const two = [...only, pod('db-1', { app: 'db', role: 'primary' }, 'known')];
    expect(judged(replica, two)).to.deep.equal({ isByDesign: false, isLeader: false });
  });

  it('is never missing by design if it is that of the leader', () => {
    const follows = [pod('db-0', { app: 'db', role: 'replica' }, 'known')];
    expect(judged({ app: 'db', role: 'primary' }, follows)).to.deep.equal({ isByDesign: false, isLeader: true });
  });

  for (const [what, selector, pods, creators] of [
    ['from the template of its creator', { app: 'wbe', role: 'primary' }, only, database],
    ['that no pod has with any value', { app: 'db', tier: 'front' }, only, database],
    ['while no label is shared', { role: 'replica' }, only, database],
    ['of a pod that nobody owns', replica, [pod('db-0', { app: 'db', role: 'primary' })], database],
    [
      'that is no role, of an owner of an unknown kind',
      { cluster: 'db', app: 'wbe' },
      [pod('db-1', { cluster: 'db', app: 'web' }, 'o')],
      database,
    ],
    [
      'while another pod has all labels',
      replica,
      [...only, pod('db-1', { app: 'db', role: 'replica' }, 'known')],
      database,
    ],
    [
      'with the name of a pod',
      { app: 'db', 'statefulset.kubernetes.io/pod-name': 'bd-0' },
      [pod('db-0', { app: 'db', 'statefulset.kubernetes.io/pod-name': 'db-0' }, 'known')],
      database,
    ],
    [
      'of a controller',
      { app: 'db', 'apps.kubernetes.io/pod-index': '3' },
      [pod('db-0', { app: 'db', 'apps.kubernetes.io/pod-index': '0' }, 'known')],
      database,
    ],
  ] as const)
    it(`is a mistake: one ${what}`, () => {
      expect(judged(selector, pods, creators)).to.equal(undefined);
    });
});
