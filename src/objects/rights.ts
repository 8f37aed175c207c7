import { kinds } from '../cluster/kinds/kinds.ts';
import { looksAt, type Right } from '../cluster/rights/rights.ts';

/** The permissions that code needs besides to create pods with {@link Objects}: to see their nodes, and to remove them from dead nodes. */
export function clearingRights(scope: 'home' | 'workloads'): Right[] {
  return [
    looksAt(kinds.nodes),
    looksAt(kinds.namespaces),
    { ...looksAt(kinds.pods), verbs: ['get', 'list', 'watch', 'delete'], scope },
  ];
}
