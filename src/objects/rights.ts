import { kinds } from '../cluster/kinds.ts';
import { looksAt, type Right } from '../cluster/rights.ts';

/** What whoever creates pods by way of {@link Objects} needs besides: to see where they are, and to clear them off nodes that have died. */
export function clearingRights(scope: 'home' | 'workloads'): Right[] {
  return [
    looksAt(kinds.nodes),
    looksAt(kinds.namespaces),
    { ...looksAt(kinds.pods), verbs: ['get', 'list', 'watch', 'delete'], scope },
  ];
}
