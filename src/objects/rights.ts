import { kinds } from '../cluster/kinds.ts';
import { looksAt, type Right } from '../cluster/rights.ts';

/** What whoever creates pods by way of {@link Objects} needs besides: to see where they are, and to clear them off nodes that have died. */
export const clearingRights: readonly Right[] = [
  looksAt(kinds.nodes),
  looksAt(kinds.namespaces),
  { ...looksAt(kinds.pods), verbs: ['get', 'list', 'watch', 'delete'], scope: 'suite' },
];
