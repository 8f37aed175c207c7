import type { Setting } from '../../config/setting.ts';
import { readScriptMaps } from '../../loadtest/self-service/read-self-service.ts';
import { bundle } from '../../instruments/load/platform/script-bundle.ts';
import { scriptDifferences, type FileDifference } from '../../loadtest/scripts/script-diff.ts';
import { readScripts } from '../../loadtest/scripts/script-directory.ts';
import { filesIn } from '../../instruments/load/platform/script-maps.ts';
import { updateScripts } from '../../loadtest/scripts/update-scripts.ts';
import { newRunId } from '../../run/run-id.ts';
import type { ContextOptions } from '../command-line/command-context.ts';
import type { PlatformOptions } from './options.ts';
import { inSession } from './session.ts';

/** `shakedown loadtest update-scripts DIR`. */
export async function update(
  options: ContextOptions & PlatformOptions & { dryRun?: boolean },
  settings: readonly Setting[],
  directory: string,
): Promise<void> {
  // The files are checked before the first call to the cluster.
  const files = await readScripts(directory);
  const parts = bundle(files, directory);
  await inSession(options, settings, async (session) => {
    const { cluster, ref, progress, signal } = session;
    const { namespace } = ref;
    progress.now('comparing');
    const present = await readScriptMaps(cluster, namespace, signal);
    const wanted = new Map(files.map(({ name, content }) => [name, content]));
    const differences = scriptDifferences(filesIn(present), wanted);
    progress.end();
    process.stdout.write(differences.map(formatDifference).join(''));
    if (differences.every(({ change }) => change === 'same')) return void process.stdout.write('nothing to change\n');
    if (options.dryRun) return void process.stdout.write('a dry run: nothing was compiled or changed\n');

    progress.now('compiling the scripts');
    const runId = newRunId(cluster.clock.date());
    const maps = await updateScripts(session, { namespace, parts, present, runId });
    progress.end();
    process.stdout.write(
      `updated ${maps.map(({ metadata }) => `configmap ${namespace}/${metadata.name}`).join(', ')}\n`,
    );
  });
}

function formatDifference({ name, change, lines }: FileDifference): string {
  return [`${change.padEnd(7)}  ${name}`, ...lines.map((line) => `    ${line}`), ''].join('\n');
}
