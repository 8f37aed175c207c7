import { kinds } from '../../cluster/kinds.ts';
import type { Setting } from '../../config/setting.ts';
import { compileScripts } from '../../loadtest/scripts/compile-scripts.ts';
import { readScriptMaps } from '../../loadtest/self-service/read-self-service.ts';
import { bundle } from '../../instruments/load/platform/script-bundle.ts';
import { scriptDifferences, type FileDifference } from '../../loadtest/scripts/script-diff.ts';
import { readScripts } from '../../loadtest/scripts/script-directory.ts';
import { dataPatch, filesIn, scriptMaps } from '../../instruments/load/platform/script-maps.ts';
import { selfService } from '../../loadtest/self-service/self-service-names.ts';
import { newRunId } from '../../run/run-id.ts';
import type { ContextOptions } from '../command-line/given.ts';
import type { PlatformOptions } from './options.ts';
import { inSession } from './session.ts';

/** `shakedown loadtest update-scripts DIR`. */
export async function update(
  options: ContextOptions & PlatformOptions & { dryRun?: boolean },
  settings: readonly Setting[],
  directory: string,
): Promise<void> {
  // What is wrong with the files is said before the cluster is asked for anything.
  const files = await readScripts(directory);
  const parts = bundle(files, directory);
  await inSession(options, settings, async (session) => {
    const { cluster, ref, progress, signal } = session;
    const { namespace } = ref;
    progress.now('comparing');
    const there = await readScriptMaps(cluster, namespace, signal);
    const wanted = new Map(files.map(({ name, content }) => [name, content]));
    const differences = scriptDifferences(filesIn(there), wanted);
    progress.end();
    process.stdout.write(differences.map(formatDifference).join(''));
    if (differences.every(({ change }) => change === 'same')) return void process.stdout.write('nothing to change\n');
    if (options.dryRun) return void process.stdout.write('a dry run: nothing was compiled or changed\n');

    progress.now('having the scripts compiled');
    await compileScripts(session, { namespace, parts, runId: newRunId(cluster.clock.date()) }, signal);
    const maps = scriptMaps(namespace, selfService.scripts, parts);
    for (const map of maps) {
      const { name } = map.metadata;
      const old = there.find(({ metadata }) => metadata?.name === name);
      if (old) await cluster.patch(kinds.configMaps, { namespace, name }, dataPatch(old, map), { signal });
      else await cluster.create(kinds.configMaps, map, { signal });
    }
    const kept = new Set(maps.map(({ metadata }) => metadata.name));
    for (const { metadata } of there)
      if (metadata?.name !== undefined && !kept.has(metadata.name))
        await cluster.delete(kinds.configMaps, { namespace, name: metadata.name }, { signal });
    progress.end();
    process.stdout.write(
      `updated ${maps.map(({ metadata }) => `configmap ${namespace}/${metadata.name}`).join(', ')}\n`,
    );
  });
}

function formatDifference({ name, change, lines }: FileDifference): string {
  return [`${change.padEnd(7)}  ${name}`, ...lines.map((line) => `    ${line}`), ''].join('\n');
}
