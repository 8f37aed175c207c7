import type { Cluster } from '../../cluster/cluster.ts';
import type { Config } from '../../config/schema.ts';
import type { Gap, Needy } from '../../preflight/gap.ts';
import { gaps } from '../../preflight/gaps.ts';
import { nodesWithoutImage, usersOfImage } from '../../preflight/image.ts';
import { triedImage } from '../../preflight/pull-image.ts';
import type { Account } from '../../preflight/rights.ts';
import { exitCodes } from '../../results/verdict.ts';
import { beginRun } from '../../objects/lease/begin-run.ts';
import { discover } from '../../inventory/discovery.ts';
import { findSpecs, planRun } from '../../run/plan/plan-run.ts';
import { newRunId } from '../../run/run-id.ts';
import { runLabels } from '../../objects/create/run-labels.ts';
import { shareModules } from '../../authoring/module-hooks.ts';
import { progressOn, type Progress } from '../../terminal/progress.ts';
import { systemClock } from '../../time/clock.ts';
import { connectTo } from './connect-to.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import type { GivenOptions, Given } from '../command-line/given.ts';
import { holderOf } from './holder.ts';
import { specDirectories } from './spec-directories.ts';
import { stopOnSignals } from '../command-line/stopping.ts';
import { whoseRights, type Judged, type WhoseRights } from './whose-rights.ts';

/** Options of `shakedown doctor` that are no configuration. */
export interface DoctorOptions extends GivenOptions {
  lookOnly?: boolean;
  for?: Judged;
  json?: boolean;
}

/** Looks for gaps and prints them. @returns the exit code. */
export async function examine(
  given: Given,
  { lookOnly = false, json = false, for: wanted }: DoctorOptions,
): Promise<number> {
  const { config } = given;
  await findSpecs(specDirectories(config), config);
  const progress = progressOn();
  using stop = stopOnSignals();
  const cluster = await connectTo(given, progress, stop.signal);
  try {
    progress.now('looking at the cluster and the specs');
    shareModules();
    const discovery = await discover(cluster, config, stop.signal);
    const { checks } = await planRun(specDirectories(config), discovery, systemClock);
    const runId = newRunId(new Date());
    const rights = await whoseRights(cluster, config, wanted, stop.signal);
    const { nodes } = discovery.inventory;
    const { account } = rights;
    const found = lookOnly
      ? await gaps({ cluster, config, nodes, checks, account, signal: stop.signal })
      : await within(cluster, { config, runId, nodes, checks, account, progress, signal: stop.signal });
    progress.end();
    process.stdout.write(json ? asJson(found, checks, rights) : asText(found, checks, rights));
    return found.some(({ blocks }) => blocks.length > 0) ? exitCodes.incomplete : exitCodes.passed;
  } finally {
    progress.end();
    await cluster.close();
  }
}

interface Examination {
  config: Config;
  runId: string;
  nodes: Inventory['nodes'];
  checks: readonly Needy[];
  account: Account | undefined;
  progress: Progress;
  signal: AbortSignal;
}

/** Looks with the suite's namespaces in place, so that their policies speak, and with a pod of the image. */
async function within(
  cluster: Cluster,
  { config, runId, nodes, checks, account, progress, signal }: Examination,
): Promise<Gap[]> {
  await using begun = await beginRun(
    cluster,
    { config, runId, holder: holderOf('doctor'), waiting: progress.now, onLeftovers: progress.done },
    signal,
  );
  progress.now('asking for rights and admission');
  const { unlocked } = begun;
  // The plugin has what was made for it beforehand: that the caller may take no Lease says nothing of it.
  const lacks = account === undefined ? { unlocked } : { account };
  const found = await gaps({ cluster, config, nodes, checks, ...lacks, runId, signal });
  if (unlocked !== undefined || config.image === '' || usersOfImage(checks, config).length === 0) return found;
  if (!('items' in nodes)) return found;
  const [without] = nodesWithoutImage(nodes.items, config);
  const node = nodes.items.find(({ metadata }) => metadata?.name === without);
  if (!node) return found;
  progress.now(`trying ${config.image} on node ${without}`);
  const labels = runLabels(config, runId, cluster.serverDate());
  return [...found, ...(await triedImage(cluster, { config, node, labels, checks }, signal))];
}

function asText(found: readonly Gap[], checks: readonly Needy[], { sentence }: WhoseRights): string {
  const blocked = new Set(found.flatMap(({ blocks }) => blocks));
  const lines = found.map(({ message, todo, blocks }) => {
    const effect =
      blocks.length === 0 ? '' : `\n  keeps ${blocks.length} of ${checks.length} checks from running: ${some(blocks)}`;
    return `${message}${effect}\n  do: ${todo}\n`;
  });
  return `${sentence}\n${lines.join('')}${checks.length - blocked.size} of ${checks.length} checks can run\n`;
}

function some(ids: readonly string[]): string {
  return ids.length <= 3 ? ids.join(', ') : `${ids.slice(0, 3).join(', ')} and ${ids.length - 3} more`;
}

function asJson(found: readonly Gap[], checks: readonly Needy[], { judged, sentence }: WhoseRights): string {
  return `${JSON.stringify({ rights: { judged, sentence }, checks: checks.map(({ id }) => id), gaps: found }, undefined, 2)}\n`;
}
