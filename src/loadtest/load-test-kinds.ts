import type { Kind } from '../cluster/kinds/kind.ts';
import { kinds } from '../cluster/kinds/kinds.ts';
import { platformKinds } from '../instruments/load/load-rights.ts';

/** The kinds of the objects that load tests create for a run: platforms, and the pods that compile scripts. */
export const loadTestKinds: readonly Kind[] = [...platformKinds, kinds.pods];
