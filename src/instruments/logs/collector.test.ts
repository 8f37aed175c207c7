import { expect } from 'chai';
import type { Pod } from '../../cluster/kinds/kinds.ts';
import { collectorRights, podOf } from './collector.ts';

const pod = (name: string, uid: string): Pod => ({
  metadata: { name, ownerReferences: [{ apiVersion: 'apps/v1', kind: 'DaemonSet', name: 'agent', uid }] },
});

describe('The log collector', () => {
  it('is the pod that the DaemonSet owns', () => {
    const pods = [{ metadata: { name: 'bare' } }, pod('other', 'u2'), pod('agent-1', 'u1')];
    expect(podOf({ metadata: { uid: 'u1' } }, pods)?.metadata?.name).to.equal('agent-1');
    expect(podOf({ metadata: { uid: 'u3' } }, pods)).to.equal(undefined);
  });

  it('may be replaced by whoever may delete pods in its namespace, and nothing else', () => {
    expect(collectorRights('logging').map(({ resource, verbs, scope }) => ({ resource, verbs, scope }))).to.deep.equal([
      { resource: 'daemonsets', verbs: ['get'], scope: { namespace: 'logging' } },
      { resource: 'pods', verbs: ['list', 'delete'], scope: { namespace: 'logging' } },
    ]);
  });
});
