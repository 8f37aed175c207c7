import { expect } from 'chai';
import { configSchema } from '../config/schema.ts';
import { namedParts } from './parts.ts';
import { sampleInventory } from './sample.ts';
import { assertScopeNotEmpty } from './scope.ts';

describe('A scope that is empty or lacks a namespace', () => {
  const refusal = (scope: object, found: object = {}) => {
    try {
      assertScopeNotEmpty({ ...sampleInventory(configSchema.parse({ scope })).inventory, ...found });
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  };
  const none = { items: [] };
  const noWorkloads = Object.fromEntries(
    namedParts.filter(([, { byLabels }]) => byLabels).map(([name]) => [name, none]),
  );

  it('is refused when its namespaces do not exist: their workloads would not be judged', () => {
    expect(refusal({ namespaces: ['shpo', 'web-*'] }, { namespaces: none, ...noWorkloads })).to.equal(
      'SCOPE_MATCHES_NOTHING: no namespace of the cluster is in the scope: namespaces shpo, web-*\n' +
        '  expected: scope to contain objects to judge\n' +
        '  do:       see kubectl get namespaces, and fix scope.namespaces, scope.excludeNamespaces in the configuration',
    );
    expect(refusal({ excludeNamespaces: ['*'] }, { namespaces: none })).to.match(
      /in the scope: without namespaces \*\n/,
    );
  });

  it('is refused when one of the namespaces that it names does not exist, whatever the others contain', () => {
    const shop = { items: [{ metadata: { name: 'shop' } }] };
    expect(refusal({ namespaces: ['shop', 'blgo', 'wbe'] }, { namespaces: shop })).to.equal(
      'SCOPE_NAMESPACE_ABSENT: namespaces blgo, wbe are not in the cluster\n' +
        '  expected: scope.namespaces to name existing namespaces\n' +
        '  do:       see kubectl get namespaces, and fix scope.namespaces in the configuration',
    );
    expect(refusal({ namespaces: ['shop', 'wbe'] }, { namespaces: shop })).to.match(
      /: namespace wbe is not in the cluster\n/,
    );
    expect(refusal({ namespaces: ['shop', 'team-*'] }, { namespaces: shop })).to.equal(undefined);
    const without = {
      namespaces: ['shop', 'old', 'older'],
      excludeNamespaces: ['old'],
      exclude: ['workloads/namespace/older'],
    };
    expect(refusal(without, { namespaces: shop })).to.equal(undefined);
  });

  it('is refused when no object has its labels', () => {
    expect(refusal({ namespaces: ['sample'], labelSelector: 'tier=wbe' }, noWorkloads)).to.equal(
      'SCOPE_MATCHES_NOTHING: no workload and no Service of the cluster is in the scope: namespaces sample, labels tier=wbe\n' +
        '  expected: scope to contain objects to judge\n' +
        '  do:       see kubectl get all --all-namespaces --selector tier=wbe, and fix scope.labelSelector in the configuration',
    );
  });

  it('is refused when no node has its labels: no node would be judged, and nothing tested from any', () => {
    expect(refusal({ nodeSelector: { pool: 'apsp', tier: 'a' } }, { nodes: none })).to.equal(
      'SCOPE_MATCHES_NOTHING: no node of the cluster is in the scope: nodes pool=apsp,tier=a\n' +
        '  expected: scope to contain objects to judge\n' +
        '  do:       see kubectl get nodes --selector pool=apsp,tier=a, and fix scope.nodeSelector in the configuration',
    );
    expect(refusal({}, { nodes: none })).to.equal(undefined);
    expect(refusal({ nodeSelector: { pool: 'apps' } }, { nodes: { trouble: new Error('403') } })).to.equal(undefined);
  });

  it('is not refused for an empty cluster, for a namespace that is empty yet, or for what could not be listed', () => {
    expect(refusal({}, { namespaces: none, ...noWorkloads })).to.equal(undefined);
    expect(refusal({ namespaces: ['sample'] }, noWorkloads)).to.equal(undefined);
    const unread = { trouble: new Error('403') };
    expect(refusal({ namespaces: ['shop'] }, { namespaces: unread, ...noWorkloads })).to.equal(undefined);
    expect(refusal({ labelSelector: 'a=b' }, { ...noWorkloads, jobs: unread })).to.equal(undefined);
  });
});
