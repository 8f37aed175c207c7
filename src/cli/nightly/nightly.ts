import { ShakedownError } from '../../errors/shakedown-error.ts';
import { runSinks } from '../../delivery/run-sinks.ts';
import { turnedOn } from '../../delivery/select-sinks.ts';
import { makeDirectory } from '../../files/make-directory.ts';
import { conclusionOf } from '../../nightly/conclusion.ts';
import { leftCluster } from '../../nightly/left-cluster.ts';
import { lockFile } from '../../nightly/lock-file.ts';
import { readNight, writeNight } from '../../nightly/night-file.ts';
import { exitCodeOfNight } from '../../nightly/night-verdict.ts';
import { hasCluster, withEvent, type Night } from '../../nightly/night.ts';
import { openingOf, type Opening } from '../../nightly/opening.ts';
import { deleteLeftCluster, runNight } from '../../nightly/run-night.ts';
import { planOf } from '../../nightly/steps.ts';
import { exitCodes } from '../../results/verdict.ts';
import { findSpecs } from '../../run/plan/plan-run.ts';
import { newRunId } from '../../run/run-id.ts';
import { progressOn } from '../../terminal/progress.ts';
import { systemClock } from '../../time/clock.ts';
import { milliseconds } from '../../time/duration.ts';
import type { CommandContext } from '../command-line/command-context.ts';
import { stopOnSignals } from '../command-line/stopping.ts';
import { specDirectories } from '../suite/spec-directories.ts';
import { readyForSonobuoy } from '../suite/verify-by-sonobuoy.ts';
import { nightPerformer } from './performer.ts';
import { planText } from './plan-text.ts';
import { LOCK, NIGHTS, STATE } from './place.ts';

/** Options of `shakedown nightly` that are not in the configuration. */
export interface NightlyFlags {
  /** Only continues an unfinished night. */
  resume?: boolean;
  afterUpgrade?: boolean;
  skipBuild?: boolean;
  /** Prints the plan, and does nothing. */
  dryRun?: boolean;
  /** Only deletes the cluster that a night has left. */
  onlyDelete?: boolean;
}

/**
 * Builds a cluster, tests it, and deletes it; or continues the night that was not ended.
 * @returns the exit code.
 * @throws ShakedownError NIGHTLY_…, and those of a configuration that no run could use.
 */
export async function nightly(given: CommandContext, flags: NightlyFlags): Promise<number> {
  const context = withKubeconfig(given);
  const { config } = context;
  const rules = { deletes: config.nightly.delete !== '', keepOnFailure: config.nightly.keepOnFailure };
  if (flags.dryRun || config.run.dryRun) {
    await assertUsable(context);
    process.stdout.write(planText(openingNow(flags, context), newNight(context, flags), config));
    return exitCodes.passed;
  }
  makeDirectory(NIGHTS);
  using _lock = lockFile(LOCK, systemClock.date());
  const opening = openingNow(flags, context);
  const progress = progressOn();
  using stop = stopOnSignals({ isHasty: !mayDelete(opening, context, flags) });
  const performer = nightPerformer({ context, progress, clock: systemClock });
  const save = (night: Night) => writeNight(STATE, night);
  const deleteAgainAfterMs = config.nightly.deleteAgainAfter.map(milliseconds);
  const parts = { performer, save, clock: systemClock, progress, deleteAgainAfterMs };
  try {
    // It comes before all that may refuse to begin another night: a cluster that is left goes on costing money.
    if (opening.is === 'delete, then begin') {
      progress.done(`night ${opening.night.id} has left a cluster: it is deleted first`);
      const left = await deleteLeftCluster({ ...parts, night: resumed(opening.night) });
      if (hasCluster(left)) return sayLeft(left);
      if (flags.onlyDelete) return exitCodes.passed;
      if (flags.resume) return exitCodeOfNight(left);
    }
    if (flags.onlyDelete) {
      progress.done('no night has left a cluster');
      return exitCodes.passed;
    }
    await assertUsable(context);
    const night = opening.is === 'resume' ? resumed(opening.night) : newNight(context, flags);
    progress.done(opening.is === 'resume' ? `night ${night.id} is continued` : `night ${night.id} begins`);
    save(night);
    const ended = await runNight({ ...parts, night, rules, signal: stop.signal });
    progress.end();
    return conclude(ended);
  } finally {
    progress.end();
  }
}

/** The kubeconfig that the build writes, unless the command line names one. */
function withKubeconfig(context: CommandContext): CommandContext {
  const { nightly: section } = context.config;
  return { ...context, kubeconfig: context.kubeconfig ?? (section.kubeconfig || undefined) };
}

/** What would end the run is found before a cluster is built for it. */
async function assertUsable(context: CommandContext): Promise<void> {
  assertBuilt(context);
  await readyForSonobuoy(context);
  await findSpecs(specDirectories(context.config), context.config);
}

/** Whether a cluster may have to be deleted before this command ends. */
function mayDelete({ is }: { is: Opening }, { config }: CommandContext, { skipBuild = false }: NightlyFlags): boolean {
  return is !== 'begin' || (config.nightly.delete !== '' && !skipBuild);
}

function assertBuilt({ config }: CommandContext): void {
  if (config.nightly.build !== '' || config.nightly.delete === '') return;
  throw new ShakedownError('CONFIG_INVALID', {
    meaning: 'usage',
    expected: 'a cluster that is deleted to be one that was built',
    seen: 'nightly.delete is set, and nightly.build is empty',
    todo: 'set nightly.build, or leave nightly.delete out',
  });
}

/** What is done about the night before. @throws ShakedownError NIGHTLY_LEFT, NIGHTLY_UNFINISHED, NIGHTLY_FINISHED */
function openingNow(flags: NightlyFlags, { config }: CommandContext) {
  const before = readNight(STATE);
  const is = openingOf(before, Date.now(), flags.onlyDelete ? 0 : milliseconds(config.nightly.resumeWithin));
  if (is === 'delete, then begin' && config.nightly.delete === '')
    throw new ShakedownError('NIGHTLY_LEFT', {
      meaning: 'usage',
      expected: 'nightly.delete to delete the cluster of an earlier night',
      seen: `night ${before?.id} has left its cluster, and nightly.delete is empty`,
      todo: `set nightly.delete again; or delete the cluster yourself, then remove ${STATE}`,
    });
  if (flags.onlyDelete)
    return is === 'delete, then begin' && before ? { is, night: before } : ({ is: 'begin' } as const);
  if (is !== 'begin' && flags.skipBuild)
    throw new ShakedownError('NIGHTLY_UNFINISHED', {
      meaning: 'usage',
      expected: 'no earlier night that is unfinished, with --skip-build',
      seen: `night ${before?.id} has not ended, or has left a cluster`,
      todo: 'end it first: shakedown nightly --resume',
    });
  if (is === 'begin' || !before) {
    if (!flags.resume) return { is: 'begin' } as const;
    throw new ShakedownError('NIGHTLY_FINISHED', {
      meaning: 'usage',
      expected: 'an unfinished night, to continue it',
      seen: before ? `night ${before.id} has ended` : 'there was no night in this directory',
      todo: 'begin one: shakedown nightly',
    });
  }
  return { is, night: before };
}

function newNight({ config }: CommandContext, { skipBuild = false, afterUpgrade = false }: NightlyFlags): Night {
  const { build, delete: remove } = config.nightly;
  const now = systemClock.date();
  const plan = planOf({
    ...{ builds: build !== '', deletes: remove !== '', skipBuild },
    conformance: config.nightly.conformance !== 'none',
    publishes: Object.keys(turnedOn(runSinks, config)).length > 0,
  });
  return { schemaVersion: 1, id: newRunId(now), plan, afterUpgrade, startedAt: now.toISOString(), events: [] };
}

function resumed(night: Night): Night {
  return withEvent(night, { kind: 'resumed', at: systemClock.date().toISOString() });
}

/** Prints how a night ended; the verdict is the last line. */
function conclude(night: Night): number {
  process.stdout.write(`\n${conclusionOf(night).join('\n')}\n`);
  return exitCodeOfNight(night);
}

function sayLeft(night: Night): number {
  const why = leftCluster(night)?.message ?? '';
  process.stdout.write(
    `\nINFRASTRUCTURE: the cluster of an earlier night could not be deleted, so no other is built: ${why}\n`,
  );
  return exitCodes.infrastructure;
}
