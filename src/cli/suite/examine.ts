import type { Cluster } from '../../cluster/cluster.ts';
import { kinds } from '../../cluster/kinds/kinds.ts';
import { namespaceView } from '../../cluster/namespace-view.ts';
import type { Config } from '../../config/schema.ts';
import type { Finding, CheckRequirements } from '../../preflight/finding.ts';
import { findings, worthKnowing } from '../../preflight/findings.ts';
import { nodesWithoutImage, usersOfImage } from '../../preflight/image.ts';
import { leaveUncovered } from '../../preflight/not-covered.ts';
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
import { canAllRun, doctorJson, doctorText } from '../doctor-report.ts';
import type { Inventory } from '../../inventory/inventory.ts';
import type { ContextOptions, CommandContext } from '../command-line/command-context.ts';
import { holderOf } from './holder.ts';
import { waitMsOf, type WaitOptions } from '../command-line/options.ts';
import { specDirectories } from './spec-directories.ts';
import { stopOnSignals } from '../command-line/stopping.ts';
import { chooseAccount, type Judged } from './reviewed-account.ts';

/** Options of `shakedown doctor` that are not in the configuration. */
export interface DoctorOptions extends ContextOptions, WaitOptions {
  lookOnly?: boolean;
  for?: Judged;
  json?: boolean;
}

/** Runs the preflight checks and prints their findings. @returns the exit code. */
export async function examine(context: CommandContext, options: DoctorOptions): Promise<number> {
  const { lookOnly = false, json = false, for: wanted } = options;
  const { config } = context;
  await findSpecs(specDirectories(config), config);
  const progress = progressOn();
  using stop = stopOnSignals();
  const whole = await connectTo(context, progress, stop.signal);
  const { onlyNamespace } = config.scope;
  const cluster = onlyNamespace === '' ? whole : namespaceView(whole, onlyNamespace);
  try {
    progress.now('reading the cluster and the specs');
    shareModules();
    const discovery = await discover(cluster, config, stop.signal);
    const { checks } = await planRun(specDirectories(config), discovery, systemClock);
    const runId = newRunId(new Date());
    const rights = await chooseAccount(cluster, config, wanted, stop.signal);
    const { nodes } = discovery.inventory;
    const { account } = rights;
    const all = lookOnly
      ? await findings({ cluster, config, nodes, checks, account, signal: stop.signal })
      : await within(cluster, {
          ...{ config, runId, nodes, checks, account, progress, signal: stop.signal },
          waitMs: waitMsOf(options),
        });
    const found = leaveUncovered(checks, all, onlyNamespace);
    progress.end();
    process.stdout.write((json ? doctorJson : doctorText)({ found, checks, rights }));
    return canAllRun({ found, checks }) ? exitCodes.passed : exitCodes.incomplete;
  } finally {
    progress.end();
    await cluster.close();
  }
}

interface Examination {
  config: Config;
  runId: string;
  nodes: Inventory['nodes'];
  checks: readonly CheckRequirements[];
  account: Account | undefined;
  progress: Progress;
  /** How long to wait for another run, in milliseconds. */
  waitMs: number;
  signal: AbortSignal;
}

/** Runs the preflight checks with the suite's namespaces created, so that their policies apply, and with a pod of the image. */
async function within(
  cluster: Cluster,
  { config, runId, nodes, checks, account, progress, waitMs, signal }: Examination,
): Promise<Finding[]> {
  await using begun = await beginRun(
    cluster,
    { config, runId, holder: holderOf('doctor'), waitMs, waiting: progress.now, onLeftovers: progress.done },
    signal,
  );
  progress.now('checking permissions and admission');
  const { unlocked } = begun;
  // The plugin has its own account: that the caller may not take a Lease says nothing about the plugin.
  const lacks = account === undefined ? { unlocked } : { account };
  const found = await findings({ cluster, config, nodes, checks, ...lacks, runId, signal });
  const blocked = new Set(found.flatMap(({ blocks }) => blocks));
  const users = usersOfImage(
    checks.filter(({ id, skip }) => skip === undefined && !blocked.has(id)),
    config,
  );
  if (unlocked !== undefined || config.image === '' || users.length === 0) return found;
  if (!('items' in nodes)) return found;
  const whole = await cluster.list(kinds.nodes, {}, { signal, whole: true });
  const inScope = new Set(nodes.items.map(({ metadata }) => metadata?.uid));
  const [without] = nodesWithoutImage(
    whole.filter(({ metadata }) => inScope.has(metadata?.uid)),
    config,
  );
  const node = nodes.items.find(({ metadata }) => metadata?.name === without);
  if (!node) return found;
  progress.now(`trying ${config.image} on node ${without}`);
  const labels = runLabels(config, runId, cluster.serverDate());
  return worthKnowing([...found, ...(await triedImage(cluster, { config, node, labels, checks }, signal))]);
}
