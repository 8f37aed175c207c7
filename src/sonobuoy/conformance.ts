import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cluster } from '../cluster/cluster.ts';
import type { Config } from '../config/schema.ts';
import { messageOf } from '../errors/shakedown-error.ts';
import { makeDirectory } from '../files/make-directory.ts';
import type { Progress } from '../terminal/progress.ts';
import { milliseconds } from '../time/duration.ts';
import { fetchArchive } from './fetch.ts';
import { followRun } from './follow.ts';
import type { SonobuoyProgram } from './program.ts';
import { sonobuoyConfig } from './sonobuoy-config.ts';

/** Sonobuoy's own namespace for them: its account may do everything, so it is not that of the suite. */
export const CONFORMANCE_NAMESPACE = 'sonobuoy-conformance';

/** The plugin that Sonobuoy brings. */
export const CONFORMANCE_PLUGIN = 'e2e';

/** How long Sonobuoy may take besides the tests, in milliseconds: images are pulled, and the archive is packed. */
const OVERHEAD = 15 * 60_000;

/** How long the removal may take when the run was stopped, in milliseconds. */
const CLEAN_UP = 600_000;

/** What a run of the conformance tests needs. */
export interface ConformanceOptions {
  config: Config;
  cluster: Cluster;
  /** In {@link CONFORMANCE_NAMESPACE}. */
  sonobuoy: SonobuoyProgram;
  /** The directory for the archive; it is created if it does not exist. */
  directory: string;
  progress: Progress;
  signal: AbortSignal;
}

/**
 * Runs the conformance tests of Kubernetes by Sonobuoy, followed like the suite itself, and removes them from the cluster.
 * @returns the path of the archive.
 * @throws ShakedownError as {@link followRun} and {@link fetchArchive}.
 */
export async function runConformance(options: ConformanceOptions): Promise<string> {
  const { config, cluster, sonobuoy, directory, progress, signal } = options;
  const { nightly } = config;
  progress.now('looking for conformance tests of an earlier night');
  await sonobuoy.delete(signal);
  makeDirectory(directory);
  const settings = join(directory, 'sonobuoy-config.json');
  await writeFile(settings, `${JSON.stringify(sonobuoyConfig(config), undefined, 2)}\n`);
  const withinMs = milliseconds(nightly.within.conformance);
  try {
    progress.now('starting the conformance tests');
    const { image, imagePullPolicy } = config.sonobuoy;
    await sonobuoy.start(
      {
        ...{ plugin: CONFORMANCE_PLUGIN, config: settings, image, imagePullPolicy, permissions: 'clusterAdmin' },
        timeoutSeconds: Math.ceil(withinMs / 1_000),
        flags: conformanceFlags(nightly),
      },
      signal,
    );
    const tar = await followRun({
      ...{ sonobuoy, cluster, namespace: CONFORMANCE_NAMESPACE, plugin: CONFORMANCE_PLUGIN, progress, signal },
      ...{ timeoutMs: withinMs + OVERHEAD, imageSetting: 'nightly.conformanceImage' },
    });
    return await fetchArchive(sonobuoy, tar, directory, { clock: cluster.clock, signal });
  } finally {
    progress.now('removing the conformance tests');
    await sonobuoy.delete(AbortSignal.timeout(CLEAN_UP)).catch((error: unknown) => {
      progress.done(`not everything of the conformance tests was removed: ${messageOf(error)}`);
    });
  }
}

/**
 * The flags of `sonobuoy run` that select the conformance tests, and name their image; pure. Sonobuoy refuses `--e2e-focus` beside a mode, so the variable
 * behind it is set, after the mode has set it.
 * https://github.com/vmware-tanzu/sonobuoy/blob/v0.57.5/cmd/sonobuoy/app/args.go
 */
export function conformanceFlags(nightly: Config['nightly']): string[] {
  const { conformance: mode, conformanceFocus: focus, conformanceImage: image } = nightly;
  return [
    ...['--mode', mode],
    ...(focus === '' ? [] : ['--plugin-env', `${CONFORMANCE_PLUGIN}.E2E_FOCUS=${focus}`]),
    ...(image === '' ? [] : ['--plugin-image', `${CONFORMANCE_PLUGIN}:${image}`]),
  ];
}
