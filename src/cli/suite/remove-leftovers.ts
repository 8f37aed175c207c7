import type { Cluster } from '../../cluster/cluster.ts';
import { ShakedownError } from '../../errors/shakedown-error.ts';
import { exitCodes } from '../../results/verdict.ts';
import { shareModules } from '../../authoring/module-hooks.ts';
import { usedRuns } from '../../loadtest/ownership/used-runs.ts';
import { loadTestKinds } from '../../loadtest/load-test-kinds.ts';
import { selectLeftovers, findLeftovers, type Leftover, type Wanted } from '../../objects/clean-up/find-leftovers.ts';
import { findCordons, uncordon, type Cordon } from '../../objects/clean-up/cordons.ts';
import { removeLeftovers } from '../../objects/clean-up/remove-leftovers.ts';
import { kindsOfSuite } from '../../run/plan/catalogue.ts';
import { progressOn } from '../../terminal/progress.ts';
import { connectTo } from './connect-to.ts';
import type { ContextOptions, CommandContext } from '../command-line/command-context.ts';
import { specDirectories } from './spec-directories.ts';
import { stopOnSignals } from '../command-line/stopping.ts';

/** Options of `shakedown cleanup` that are not in the configuration. */
export interface CleanupOptions extends ContextOptions {
  run?: string;
  all?: boolean;
  dryRun?: boolean;
  json?: boolean;
}

/** Removes leftovers, and prints which. It is incomplete if the account may not list some kinds, or if checks create undeclared ones. */
export async function cleanUp(context: CommandContext, options: CleanupOptions): Promise<void> {
  refuseContradiction(options);
  const { dryRun = false } = options;
  shareModules();
  const { kinds, unknown } = await kindsOfSuite(specDirectories(context.config), context.config);
  const progress = progressOn();
  using stop = stopOnSignals();
  const cluster = await connectTo(context, progress, stop.signal);
  try {
    progress.now('searching for leftovers');
    const { suite, workloads } = context.config.namespaces;
    const search = { kinds: [...kinds, ...loadTestKinds], namespaces: [...new Set([suite, workloads])] };
    const found = await findLeftovers(cluster, search, stop.signal);
    const wanted = wantedBy(options, cluster);
    const selected = selectLeftovers(found.leftovers, wanted);
    // What was asked for by its run, or all, is removed whatever its state.
    const used =
      'expiredAt' in wanted
        ? await usedRuns({ cluster, config: context.config }, selected, stop.signal)
        : new Map<string, string>();
    const leftovers = selected.filter(({ run }) => !used.has(run));
    const cordons = selectLeftovers(await findCordons(cluster, stop.signal), wanted).filter(
      ({ run }) => !used.has(run),
    );
    const kept = [...used].filter(([run]) => selected.some((one) => one.run === run)).map(([, why]) => why);
    if (!dryRun) for (const { node } of cordons) await uncordon(cluster, node, stop.signal);
    if (!dryRun && leftovers.length > 0) {
      progress.now(`removing ${leftovers.length} objects`);
      await removeLeftovers(cluster, leftovers, stop.signal);
    }
    progress.end();
    const missed = { unread: found.unread, unknown, kept };
    const isComplete = found.unread.length + unknown.length === 0;
    const nothing = `nothing to remove${whyNothing(options, found.leftovers, isComplete)}`;
    process.stdout.write(
      options.json
        ? asJson({ leftovers, cordons }, missed, dryRun)
        : asText({ leftovers, cordons }, { ...missed, nothing }, dryRun),
    );
    if (!isComplete) process.exitCode = exitCodes.incomplete;
  } finally {
    progress.end();
    await cluster.close();
  }
}

function refuseContradiction({ run, all }: CleanupOptions): void {
  if (run === undefined || !all) return;
  throw new ShakedownError('USAGE_ERROR', {
    meaning: 'usage',
    expected: 'one choice of what to remove',
    seen: '--run and --all',
    todo: 'leave one of them out',
  });
}

/** Expiry is compared with the API server's time, because the annotation was written with it. */
function wantedBy({ run, all }: CleanupOptions, cluster: Cluster): Wanted {
  if (run !== undefined) return { run };
  return all ? { all: true } : { expiredAt: cluster.serverDate() };
}

/** How many other runs are named. */
const NAMED = 5;

/** A run of which nothing was found may be misspelled, so the runs of which something was found are named. */
function whyNothing({ run }: CleanupOptions, found: readonly Leftover[], isComplete: boolean): string {
  if (run === undefined) return '';
  const others = [...new Set(found.map((one) => one.run))].toSorted();
  const named = others.slice(0, NAMED).join(', ');
  const more = others.length > NAMED ? ` and ${others.length - NAMED} more` : '';
  const where = isComplete ? '' : 'among what was searched, ';
  return `: ${where}no object is of run ${run}${others.length === 0 ? ', nor of any other run' : `; there are objects of ${others.length === 1 ? 'run' : 'runs'} ${named}${more}`}`;
}

/** What is removed, and the nodes that are uncordoned. */
interface Selected {
  leftovers: readonly Leftover[];
  cordons: readonly Cordon[];
}

/** What was not searched for: kinds that the account may not list, and undeclared ones; and why expired objects were kept. */
interface Missed {
  kept: readonly string[];
  unread: readonly string[];
  unknown: readonly string[];
}

/** @param nothing what is said when there is nothing to remove. */
function asText(
  { leftovers, cordons }: Selected,
  { unread, unknown, kept, nothing }: Missed & { nothing: string },
  dryRun: boolean,
): string {
  const removed = leftovers.map(
    (one) => `${dryRun ? 'would remove' : 'removed'} ${formatLeftover(one)} of run ${one.run}\n`,
  );
  for (const { node, run } of cordons)
    removed.push(`${dryRun ? 'would uncordon' : 'uncordoned'} node ${node} of run ${run}\n`);
  const lines = removed.length === 0 ? [`${nothing}\n`] : removed;
  for (const why of kept) lines.push(`kept, because ${why}\n`);
  if (unread.length > 0) lines.push(`not searched, because this account may not list them: ${unread.join('; ')}\n`);
  for (const what of unknown) lines.push(`not searched for: ${what}\n`);
  return lines.join('');
}

function asJson({ leftovers, cordons }: Selected, { unread, unknown, kept }: Missed, dryRun: boolean): string {
  const objects = leftovers.map(({ kind, ref, run, expires }) => ({ kind: kind.kind, ...ref, run, expires }));
  const uncordoned = cordons.map(({ node, run }) => ({ node, run }));
  return `${JSON.stringify({ removed: !dryRun, objects, uncordoned, kept, unread, unknown }, undefined, 2)}\n`;
}

function formatLeftover({ kind, ref }: Leftover): string {
  return `${kind.kind.toLowerCase()} ${ref.namespace === undefined ? '' : `${ref.namespace}/`}${ref.name}`;
}
