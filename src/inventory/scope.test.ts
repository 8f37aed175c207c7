import { expect } from 'chai';
import { configSchema } from '../config/schema.ts';
import { sampleInventory } from './sample.ts';
import { refuseEmptyScope } from './scope.ts';

describe('A scope that nothing, or too little, is in', () => {
  const refusal = (scope: object, found: object = {}) => {
    try {
      refuseEmptyScope({ ...sampleInventory(configSchema.parse({ scope })).inventory, ...found });
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  };
  const none = { items: [] };
  const noWorkloads = {
    deployments: none,
    statefulSets: none,
    daemonSets: none,
    jobs: none,
    services: none,
    horizontalPodAutoscalers: none,
    podDisruptionBudgets: none,
  };

  it('is refused when its namespaces are not there: what they were to hold would go unjudged', () => {
    expect(refusal({ namespaces: ['shpo', 'web-*'] }, { namespaces: none, ...noWorkloads })).to.equal(
      'SCOPE_MATCHES_NOTHING: no namespace of the cluster is in the scope: namespaces shpo, web-*\n' +
        '  expected: scope to hold something that can be judged\n' +
        '  do:       see kubectl get namespaces, and mend scope.namespaces, scope.excludeNamespaces of the configuration',
    );
    expect(refusal({ excludeNamespaces: ['*'] }, { namespaces: none })).to.match(
      /in the scope: without namespaces \*\n/,
    );
  });

  it('is refused when one of the namespaces that it names is not there, whatever the others hold', () => {
    const shop = { items: [{ metadata: { name: 'shop' } }] };
    expect(refusal({ namespaces: ['shop', 'blgo', 'wbe'] }, { namespaces: shop })).to.equal(
      'SCOPE_NAMESPACE_ABSENT: namespaces blgo, wbe are not in the cluster\n' +
        '  expected: scope.namespaces to name namespaces that are there\n' +
        '  do:       see kubectl get namespaces, and mend scope.namespaces of the configuration',
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

  it('is refused when nothing carries its labels', () => {
    expect(refusal({ namespaces: ['sample'], labelSelector: 'tier=wbe' }, noWorkloads)).to.equal(
      'SCOPE_MATCHES_NOTHING: no workload and no Service of the cluster is in the scope: namespaces sample, labels tier=wbe\n' +
        '  expected: scope to hold something that can be judged\n' +
        '  do:       see kubectl get all --all-namespaces --selector tier=wbe, and mend scope.labelSelector of the configuration',
    );
  });

  it('is not refused for an empty cluster, for a namespace that is empty yet, or for what could not be listed', () => {
    expect(refusal({}, { namespaces: none, ...noWorkloads })).to.equal(undefined);
    expect(refusal({ namespaces: ['sample'] }, noWorkloads)).to.equal(undefined);
    const unread = { trouble: new Error('403') };
    expect(refusal({ namespaces: ['shop'] }, { namespaces: unread, ...noWorkloads })).to.equal(undefined);
    expect(refusal({ labelSelector: 'a=b' }, { ...noWorkloads, jobs: unread })).to.equal(undefined);
  });
});
