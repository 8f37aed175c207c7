import { expect } from 'chai';
import type { Kind } from '../../cluster/kinds/kind.ts';
import { kinds } from '../../cluster/kinds/kinds.ts';
import { inDeletionOrder } from './deletion-order.ts';

const names = (order: readonly Kind[]) => order.map(({ resource }) => resource);
const widgets: Kind = {
  group: 'example.org',
  version: 'v1',
  resource: 'widgets',
  kind: 'Widget',
  namespaced: true,
};
const classes: Kind = { ...widgets, resource: 'widgetclasses', kind: 'WidgetClass', namespaced: false };

describe('The order in which kinds are deleted', () => {
  it('has namespaces last, after their contents and after cluster-scoped kinds', () => {
    expect(names(inDeletionOrder([kinds.namespaces, classes, widgets, kinds.pods]))).to.deep.equal([
      'widgets',
      'pods',
      'widgetclasses',
      'namespaces',
    ]);
  });

  it('has first what would scale the others', () => {
    const { deployments, horizontalPodAutoscalers } = kinds;
    expect(names(inDeletionOrder([deployments, horizontalPodAutoscalers]))).to.deep.equal([
      'horizontalpodautoscalers',
      'deployments',
    ]);
  });

  it('has accounts and roles after what uses them, and bindings before roles', () => {
    const { clusterRoles, clusterRoleBindings, roles, roleBindings, serviceAccounts, leases, pods } = kinds;
    const all = [clusterRoles, clusterRoleBindings, roles, serviceAccounts, roleBindings, leases, pods];
    expect(names(inDeletionOrder(all))).to.deep.equal([
      'pods',
      'leases',
      'rolebindings',
      'roles',
      'serviceaccounts',
      'clusterrolebindings',
      'clusterroles',
    ]);
  });

  it('has each kind once, in whatever versions it was declared', () => {
    expect(inDeletionOrder([widgets, kinds.pods, { ...widgets, version: 'v2' }])).to.deep.equal([widgets, kinds.pods]);
  });
});
