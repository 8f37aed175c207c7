import { createHash } from 'node:crypto';
import type { Cluster } from '../cluster/cluster.ts';
import { quantity } from '../cluster/pods/quantity.ts';
import { messageOf, ShakedownError } from '../errors/shakedown-error.ts';
import { blockedNote } from '../preflight/blocked-note.ts';
import type { Finding } from '../preflight/finding.ts';
import { blockChecks, blockerOf, findings } from '../preflight/findings.ts';
import { assertImageRuns } from '../preflight/assert-image-runs.ts';
import { leaveUncovered } from '../preflight/not-covered.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { runLabels } from '../objects/create/run-labels.ts';
import { cleanLine } from '../results/clean-text.ts';
import type { Planned, Results, RunFacts } from '../results/model.ts';
import { systemClock, type Clock } from '../time/clock.ts';
import { milliseconds } from '../time/duration.ts';
import { cutOffBy, type CutOff } from './cut-off.ts';
import { discover } from '../inventory/discovery.ts';
import { evidenceIn } from './record/evidence.ts';
import { keepSnapshot } from './evidence/keep-snapshot.ts';
import type { LoadedCheck } from './plan/load-specs.ts';
import { assertSameCluster, goneTests } from './plan/rerun.ts';
import { vainSelection } from './plan/vain-selection.ts';
import { planRun } from './plan/plan-run.ts';
import { recorderIn, type Recorder } from './record/recorder.ts';
import { redactedListener } from './record/redacted-listener.ts';
import { newRunId } from './run-id.ts';
import { leaveOutWithoutImage } from './left-out.ts';
import { listPlan } from './list-plan.ts';
import { ownError } from './own-error.ts';
import { quarantineNotes } from './quarantine.ts';
import { runChecks } from './run-checks.ts';
import type { RunOptions } from './run-options.ts';
import { RunTime } from './time/run-time.ts';
import { assertNamespaceNotEmpty } from '../inventory/only-namespace.ts';
import { assertScopeNotEmpty } from '../inventory/scope.ts';
import { catchStrayErrors } from './check/stray-errors.ts';
import { troubleOf } from './check/trouble.ts';
import { whyUnanswered } from './check/unanswered.ts';

/**
 * Runs the suite: discovers the cluster, loads the specs, runs the selected checks, and writes `results.json`, `junit.xml`,
 * `shakedown.log`, evidence and the journal to the results directory.
 * If the cluster cannot be judged (no cluster, a focus that matches nothing), the reason is in the results as `run.trouble`. Errors in
 * specs are results, each with an id. It rejects only when the results cannot be written.
 */
export async function runSuite(options: RunOptions): Promise<Results> {
  const { config, resultsDir, clock = systemClock } = options;
  const listener = redactedListener(options.listener ?? {});
  const recorder = recorderIn(resultsDir, listener, clock);
  const stray = catchStrayErrors(() => clock.date(), recorder.finished);
  const cutOff = cutOffBy(options.signal, config.run.deadline, clock);
  try {
    await judge({ ...options, listener }, recorder, cutOff, clock);
  } catch (error) {
    const trouble = troubleOf(error);
    if (cutOff.signal.aborted) recorder.cutOff(messageOf(cutOff.signal.reason));
    else if (trouble) recorder.trouble(trouble);
    else recorder.finished(ownError('runner/run', 'the runner works', error));
  } finally {
    cutOff.release();
    stray[Symbol.dispose]();
  }
  return recorder.end();
}

async function judge(options: RunOptions, recorder: Recorder, cutOff: CutOff, clock: Clock): Promise<void> {
  const { config, cluster, listener = {}, resultsDir, unlocked } = options;
  const { signal } = cutOff;
  const time = new RunTime(clock);
  const run = beginning(options, clock);
  const deadlineSeconds = milliseconds(config.run.deadline) / 1_000;
  recorder.run(run, deadlineSeconds);

  listener.phase?.('discovering the cluster');
  const discovery = await discover(cluster, config, signal);
  const { inventory } = discovery;
  const record = (more: Partial<RunFacts> = {}) => {
    const notCovered = [...discovery.notCovered()];
    Object.assign(run, more);
    const facts = { ...run, cluster: discovery.facts, ...(notCovered.length > 0 && { notCovered }) };
    recorder.run(facts, deadlineSeconds);
  };
  record();
  assertSameCluster(config.run.rerun, discovery.facts.uid);
  assertScopeNotEmpty(inventory);

  listener.phase?.('loading the specs');
  const plan = await planRun(options.specDirs, discovery, clock);
  // Spec files may have defined kinds of their own, which are not covered.
  const isWhole = config.scope.onlyNamespace === '' && plan.isWhole && (await discovery.isWhole());
  const { skipIsVain, selection } = plan;
  const gone = config.run.targets.length > 0 ? undefined : goneTests(config.run.rerun, plan.known);
  const notes = [
    ...(gone === undefined ? [] : [gone]),
    ...vainSelection(config, { skipIsVain, notCovered: discovery.notCovered(), isWhole }),
    ...quarantineNotes(config.quarantine, {
      ids: plan.checks.map(({ id }) => id),
      isWhole: isWhole && selection.leftOut.length === 0,
      now: clock.date(),
    }),
  ];
  for (const note of notes) listener.note?.(`warning: ${note}`);
  record({ selection, ...(notes.length > 0 && { notes }) });
  assertNamespaceNotEmpty(config, await discovery.isEmpty(), discovery.namespaceExists);
  recorder.plan(plan.checks.map(plannedOf));
  if (config.run.dryRun) return await listPlan(options, plan.checks, recorder, signal);

  const { perTest, perRun } = config.evidence;
  const evidence = evidenceIn(resultsDir, { perTest: quantity(perTest), perRun: quantity(perRun) });
  // Beside the preflight checks. It is recorded before the run ends, however it does.
  await using before = new AsyncDisposableStack();
  const snapshot = keepSnapshot({ cluster, config, inventory, signal }, evidence, record);
  before.defer(() => snapshot);

  listener.phase?.('running preflight checks');
  const { nodes } = inventory;
  const { onlyNamespace } = config.scope;
  const all = await findings({ cluster, config, nodes, checks: plan.checks, unlocked, runId: run.id, signal });
  const found = leaveUncovered(plan.checks, all, onlyNamespace);
  for (const finding of found) if (finding.blocks.length > 0) listener.note?.(blockedNote(finding, plan.checks.length));
  blockChecks(plan.checks, found);
  const withoutImage = leaveOutWithoutImage(plan.checks, found, recorder);
  const checks = plan.checks.filter(({ id }) => !withoutImage.has(id));

  await tryImageOf(options, run.id, { checks, found, nodes }, signal);

  const unjudged = await runChecks(
    options,
    { runId: run.id, plan: { ...plan, checks }, evidence, time, cutOff, clock },
    recorder,
  );
  if (signal.aborted) return recorder.cutOff(messageOf(signal.reason));
  const measurements = time.measurements();
  if (measurements.length > 0) record({ measurements, ...time.criticalPath() });
  if (unjudged) await assertApiServerReachable(cluster, signal);
}

/**
 * Makes sure that checks can have the image that they need. A dry run, a run without a Lease, and one in a pod of this image try nothing.
 * @throws ShakedownError IMAGE_UNUSABLE
 */
async function tryImageOf(
  { cluster, config, unlocked, ownImage, listener }: RunOptions,
  runId: string,
  { checks, found, nodes }: { checks: readonly LoadedCheck[]; found: readonly Finding[]; nodes: Inventory['nodes'] },
  signal: AbortSignal,
): Promise<void> {
  if (unlocked !== undefined || config.image === '' || config.image === ownImage || !('items' in nodes)) return;
  const able = checks.filter(({ id, skip }) => skip === undefined && !blockerOf(id, found));
  const labels = runLabels(config, runId, cluster.serverDate());
  const trial = { config, nodes: nodes.items, checks: able, labels, phase: listener?.phase, note: listener?.note };
  await assertImageRuns(cluster, trial, signal);
}

/**
 * If tests were inconclusive and the API server is still unreachable at the end, there is no verdict on the cluster.
 * @throws ShakedownError CLUSTER_LOST
 */
async function assertApiServerReachable(cluster: Cluster, signal: AbortSignal): Promise<void> {
  const unanswered = await whyUnanswered(cluster, signal);
  if (unanswered === undefined) return;
  throw new ShakedownError('CLUSTER_LOST', {
    meaning: 'infrastructure',
    expected: 'the API server to answer until the run ends',
    seen: `the API server is unreachable, and some tests are inconclusive: ${unanswered}`,
    todo: 'check the network of this machine (VPN, proxy) and that the API server is up, and run again',
  });
}

function beginning({ config, runId, suiteVersion, settings }: RunOptions, clock: Clock): RunFacts {
  return {
    id: runId ?? newRunId(clock.date()),
    startedAt: clock.date().toISOString(),
    suiteVersion,
    configDigest: createHash('sha256').update(JSON.stringify(config)).digest('hex').slice(0, 16),
    ...(settings === undefined ? {} : { settings }),
    dryRun: config.run.dryRun,
    cluster: { name: config.cluster.name, nodes: [] },
  };
}

/** A check as the results have it. */
function plannedOf({ id, area, title, group, safety }: LoadedCheck): Planned {
  return { id, area, title, ...(group !== undefined && { group: cleanLine(group) }), safety };
}
