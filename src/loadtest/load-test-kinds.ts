import type { Kind } from '../cluster/kind.ts';
import { kinds } from '../cluster/kinds.ts';

/** The kinds of the objects that load tests create for a run: platforms, and the pods that compile scripts. */
export const loadTestKinds: readonly Kind[] = [kinds.deployments, kinds.services, kinds.configMaps, kinds.pods];
