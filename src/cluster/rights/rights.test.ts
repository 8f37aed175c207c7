import { expect } from 'chai';
import type { Kind } from '../kinds/kind.ts';
import { kinds } from '../kinds/kinds.ts';
import { grantable, isNamespaced, looksAt, owns, uses } from './rights.ts';

const clusterIssuers: Kind = {
  group: 'cert-manager.io',
  version: 'v1',
  resource: 'clusterissuers',
  kind: 'ClusterIssuer',
  namespaced: false,
};
const ingresses: Kind = {
  group: 'networking.k8s.io',
  version: 'v1',
  resource: 'ingresses',
  kind: 'Ingress',
  namespaced: true,
};

describe('A permission', () => {
  it('knows whether its kind is in namespaces, also for a kind that only a spec file knows', () => {
    expect(
      [clusterIssuers, ingresses, kinds.nodes, kinds.pods].map((kind) => isNamespaced(looksAt(kind))),
    ).to.deep.equal([false, true, false, true]);
    expect(isNamespaced(uses(kinds.nodes, 'proxy', ['get'], 'cluster'))).to.equal(false);
    expect(isNamespaced(owns(ingresses))).to.equal(true);
  });

  it('that is written by hand has the scope of the kind that the suite knows, also for a subresource', () => {
    const byHand = (group: string, resource: string) =>
      isNamespaced({ group, resource, verbs: ['get'], scope: 'cluster' });
    expect([byHand('', 'nodes'), byHand('', 'nodes/proxy'), byHand('metrics.k8s.io', 'pods')]).to.deep.equal([
      false,
      false,
      true,
    ]);
    expect(isNamespaced({ group: 'x', resource: 'ys', verbs: ['get'], scope: 'cluster', namespaced: false })).to.equal(
      false,
    );
  });

  it('to create objects outside of namespaces is refused: no role of the suite can grant it', () => {
    expect(() => owns(clusterIssuers)).to.throw(
      'SPEC_RIGHT: clusterissuers.cert-manager.io are not in a namespace\n' +
        '  expected: checks to create and change objects only in the namespaces of the suite\n' +
        '  do:       create them before the run, and let the check read them: looksAt(kind)',
    );
    expect(() => uses(kinds.nodes, 'proxy', ['create'], 'workloads')).to.throw(
      'SPEC_RIGHT: nodes are not in a namespace\n',
    );
  });

  it('that no Role can grant is refused, however it is written', () => {
    const told =
      'SPEC_RIGHT: nodes are not in a namespace\n' +
      '  expected: a permission on objects outside of namespaces to have the scope of the cluster\n' +
      "  do:       give it scope: 'cluster', as looksAt(kind) does";
    for (const scope of ['suite', 'home', 'workloads', 'node leases', 'cluster DNS'] as const)
      expect(() => grantable({ ...looksAt(kinds.nodes), scope }), scope).to.throw(told);
    const byHand = { group: '', resource: 'nodes/proxy', verbs: ['get'], scope: 'workloads' } as const;
    expect(() => grantable(byHand)).to.throw(told);
    const changes = { group: '', resource: 'namespaces', verbs: ['get', 'delete'], scope: 'suite' } as const;
    expect(() => grantable(changes)).to.throw(
      'SPEC_RIGHT: namespaces are not in a namespace\n  expected: checks to create',
    );
    for (const right of [looksAt(kinds.nodes), { ...looksAt(kinds.services), scope: 'workloads' } as const])
      expect(grantable(right)).to.equal(right);
  });
});
