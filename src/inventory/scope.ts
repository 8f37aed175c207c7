import { inScope } from './in-scope.ts';
import type { Config } from '../config/schema.ts';
import { ShakedownError } from '../errors/shakedown-error.ts';
import type { Discovered, Inventory } from './inventory.ts';
import { selectorText } from '../conditions/kinds/label-selector.ts';
import { namedParts, parts } from './parts.ts';

/**
 * Makes sure that a narrowed scope is not empty, and that every namespace exists that it names in full. Otherwise a run could pass because
 * the intended workloads were not judged.
 * @throws ShakedownError SCOPE_MATCHES_NOTHING, SCOPE_NAMESPACE_ABSENT
 */
export function assertScopeNotEmpty(inventory: Inventory): void {
  const { scope } = inventory.config;
  const { namespaces } = inventory;
  const { namespaces: only, excludeNamespaces: without, labelSelector: labels } = scope;
  const isEmpty = (part: Discovered<unknown>) => 'items' in part && part.items.length === 0;
  if (only.length + without.length > 0 && isEmpty(namespaces))
    throw nothingInScope(scope, 'namespace', {
      see: 'kubectl get namespaces',
      fix: 'scope.namespaces, scope.excludeNamespaces',
    });
  assertNamespacesExist(scope, namespaces);
  const nodeLabels = selectorText({ matchLabels: scope.nodeSelector });
  if (nodeLabels !== '' && isEmpty(inventory.nodes))
    throw nothingInScope(scope, 'node', {
      see: `kubectl get nodes --selector ${nodeLabels}`,
      fix: 'scope.nodeSelector',
    });
  const labelled = namedParts.filter(([, { byLabels }]) => byLabels);
  if (labels !== '' && labelled.every(([name]) => isEmpty(inventory[name])))
    throw nothingInScope(scope, 'workload and no Service', {
      see: `kubectl get all --all-namespaces --selector ${labels}`,
      fix: 'scope.labelSelector',
    });
}

/** A named namespace must exist, unless it is excluded too; a pattern may match nothing. */
function assertNamespacesExist(scope: Config['scope'], namespaces: Inventory['namespaces']): void {
  if (!('items' in namespaces)) return;
  const there = new Set(namespaces.items.map(({ metadata }) => metadata?.name));
  const meant = scope.namespaces.filter(
    (name) => !name.includes('*') && inScope(scope, parts.namespaces, { metadata: { name } }),
  );
  const absent = [...new Set(meant)].filter((name) => !there.has(name));
  if (absent.length === 0) return;
  throw new ShakedownError('SCOPE_NAMESPACE_ABSENT', {
    meaning: 'usage',
    expected: 'scope.namespaces to name existing namespaces',
    seen: `${absent.length === 1 ? 'namespace' : 'namespaces'} ${absent.join(', ')} ${absent.length === 1 ? 'is' : 'are'} not in the cluster`,
    todo: 'see kubectl get namespaces, and fix scope.namespaces in the configuration',
  });
}

function nothingInScope(
  { namespaces, excludeNamespaces, labelSelector, nodeSelector }: Config['scope'],
  what: string,
  { see, fix }: { see: string; fix: string },
): ShakedownError {
  const parts = [
    namespaces.length > 0 ? `namespaces ${namespaces.join(', ')}` : '',
    excludeNamespaces.length > 0 ? `without namespaces ${excludeNamespaces.join(', ')}` : '',
    labelSelector === '' ? '' : `labels ${labelSelector}`,
    Object.keys(nodeSelector).length === 0 ? '' : `nodes ${selectorText({ matchLabels: nodeSelector })}`,
  ];
  return new ShakedownError('SCOPE_MATCHES_NOTHING', {
    meaning: 'usage',
    expected: 'scope to contain objects to judge',
    seen: `no ${what} of the cluster is in the scope: ${parts.filter(Boolean).join(', ')}`,
    todo: `see ${see}, and fix ${fix} in the configuration`,
  });
}
