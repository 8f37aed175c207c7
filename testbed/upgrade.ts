import { silentProgress } from '../src/terminal/progress.ts';
import { systemClock, type Clock } from '../src/time/clock.ts';
import { formatDuration } from '../src/time/duration.ts';
import { buildBinaries } from './binaries/binaries.ts';
import type { KubernetesVersion } from './binaries/kubernetes-versions.ts';
import { programsOf, runningSite } from './cluster/site.ts';
import { checkUpgrade } from './cluster/upgrade-rules.ts';
import { nameOf, replaceProgram, upgradeSteps } from './cluster/upgrade-steps.ts';
import { waitFor } from './cluster/wait-for.ts';
import type { Site } from './components/component.ts';
import { DEFAULT_NAME, layoutOf } from './machine/layout.ts';
import { lock } from './machine/lock.ts';
import { writeAtomically } from './machine/machine-record.ts';
import { preflight } from './machine/preflight.ts';
import type { BuildProgress } from './preparation/build-progress.ts';
import { status } from './status.ts';

/** What `upgrade` does. */
export interface UpgradeOptions {
  /** @default 'shakedown' */
  name?: string;
  /** The version that the cluster gets. */
  kubernetes: KubernetesVersion;
  /** @default silentProgress */
  progress?: BuildProgress;
  /** @default systemClock */
  clock?: Clock;
}

/** A program that was replaced, and when, in milliseconds of the clock: until it was healthy. */
export interface Replaced {
  /** @example 'kubelet@node-1' */
  program: string;
  began: number;
  ended: number;
}

/**
 * Upgrades the Kubernetes of a running cluster in place: the control plane, then node by node. Pods continue to run, because a node's containers
 * outlive its kubelet. It returns when the cluster is ready again, add-ons included. One that was interrupted is continued by the same call; so it is by `up`, which starts what is left at the same time.
 * @returns what was replaced, in order; all of it also when nothing was left to do.
 * @throws ShakedownError TESTBED_DOWN, TESTBED_UPGRADE before anything is changed; TESTBED_NOT_READY, TESTBED_DAEMON
 * @example await upgrade({ name: 'dev', kubernetes: 'v1.37.2', progress: progressOn() });
 */
export async function upgrade({
  name = DEFAULT_NAME,
  kubernetes,
  progress = silentProgress,
  clock = systemClock,
}: UpgradeOptions): Promise<Replaced[]> {
  await preflight();
  const waiting = () => progress.now(`waiting for another command that works on cluster ${name}`);
  await using _ = await lock(`cluster/${name}`, { waiting });
  const running = await runningSite(name);
  checkUpgrade(name, running.options.kubernetes, kubernetes);
  const steps = upgradeSteps(running.nodes);
  const programs = await buildBinaries(programsOf(steps.map(({ component }) => component)), progress, kubernetes);
  const options = { ...running.options, kubernetes };
  // From now on `up` starts the new programs: an API server of the old version may not understand what the new one has stored.
  await writeAtomically(layoutOf(name).optionsFile, JSON.stringify(options));
  const site: Site = { ...running, options, binary: (program) => programs[program] };
  const replaced: Replaced[] = [];
  for (const step of steps) {
    const program = nameOf(step);
    progress.now(`replacing ${program} (${replaced.length} of ${steps.length} done)`);
    const began = clock.now();
    await replaceProgram(step, site);
    const ended = clock.now();
    replaced.push({ program, began, ended });
    progress.done(`${program} runs ${kubernetes} after ${formatDuration((ended - began) / 1_000)}`);
  }
  progress.now(`waiting until cluster ${name} is ready again`);
  await waitFor({
    expected: `cluster ${name} to be ready again`,
    within: '3m',
    missing: async () => {
      const { components } = await status(name);
      const open = components.filter(({ state }) => state !== 'ready');
      return open.map(({ component, detail }) => `${component}: ${detail}`).join('; ') || undefined;
    },
  });
  return replaced;
}
