import type { Cluster } from '../../cluster/cluster.ts';
import type { Config } from '../../config/schema.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import type { RunFacts } from '../../results/model.ts';
import { milliseconds } from '../../time/duration.ts';
import type { EvidenceStore } from '../record/evidence.ts';
import { snapshotOf } from './snapshot.ts';

/** What the state before the first test is read with. */
export interface SnapshotContext {
  cluster: Cluster;
  config: Config;
  inventory: Inventory;
  /** Of the run. */
  signal: AbortSignal;
}

/**
 * Reads and records the state before the first test, if the configuration asks for it. Never rejects.
 * @param record is told where it is.
 */
export async function keepSnapshot(
  { cluster, config, inventory, signal }: SnapshotContext,
  store: EvidenceStore,
  record: (found: Pick<RunFacts, 'evidence'>) => void,
): Promise<void> {
  if (!config.evidence.before) return;
  const limited = AbortSignal.any([signal, AbortSignal.timeout(milliseconds(config.evidence.within))]);
  const evidence = store.forTest('run');
  for (const { title, text } of await snapshotOf(cluster, inventory, limited)) evidence.attach(title, text);
  const { kept } = await evidence.write();
  if (kept.length > 0) record({ evidence: kept });
}
