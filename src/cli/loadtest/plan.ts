import { ShakedownError } from '../../errors/shakedown-error.ts';
import { boundsOf } from '../../instruments/load/bounds.ts';
import type { LoadProfile } from '../../instruments/load/profile.ts';
import { parseProperties } from '../../loadtest/properties.ts';
import { readSelfService } from '../../loadtest/self-service/read-self-service.ts';
import { readScripts } from '../../loadtest/scripts/script-directory.ts';
import { bundle, type ScriptFile } from '../../instruments/load/platform/script-bundle.ts';
import { filesIn } from '../../instruments/load/platform/script-maps.ts';
import { selfService } from '../../loadtest/self-service/self-service-names.ts';
import { refuseUnresolved } from '../../instruments/load/target-resolves.ts';
import { propertiesOf, type LoadOptions, type PlatformOptions } from './options.ts';
import type { Session } from './session.ts';

/** What is to be set up, and what load is meant for it. */
export interface LoadPlan {
  profile: LoadProfile;
  /** ConfigMaps of the namespace that hold the scripts. */
  scripts: string[];
  /** Scripts of this platform alone. */
  files: ScriptFile[];
  secret?: string;
}

/**
 * Puts together flags and what is set in the namespace, and refuses what cannot work before anything is made.
 * @throws ShakedownError LOAD_… that names everything that is wrong.
 */
export async function planLoad(
  { cluster, config, ref, signal, progress }: Session,
  options: PlatformOptions & LoadOptions,
): Promise<LoadPlan> {
  progress.now('reading what is to be run');
  const { namespace } = ref;
  const flags = await propertiesOf(options);
  const [{ properties, scripts: maps }, files] = await Promise.all([
    readSelfService(cluster, namespace, signal),
    options.scripts === undefined ? [] : readScripts(options.scripts),
  ]);
  if (options.scripts !== undefined) bundle(files, options.scripts);
  const profile = parseProperties({ ...properties, ...flags }, boundsOf(config));
  const own = options.scripts === undefined ? [...filesIn(maps).keys()] : files.map(({ name }) => name);
  if (profile.script === '' && options.scripts !== undefined) throw noneNamed(own, options.scripts);
  if (profile.script !== '')
    refuseUnknownScript(profile.script, own, options.scripts ?? `ConfigMap ${namespace}/${selfService.scripts}`);
  if (options.resolve !== false) await refuseUnresolved(cluster, profile.target, namespace, signal);
  // Where self-service is installed, its Secret goes to every test.
  const secret = options.secret ?? (properties === undefined ? undefined : selfService.secret);
  return {
    profile,
    scripts: options.scripts === undefined ? maps.map(({ metadata }) => metadata?.name ?? '') : [],
    files,
    ...(secret === undefined ? {} : { secret }),
  };
}

/** Users who ask for paths would run in the place of what was given. */
function noneNamed(there: readonly string[], directory: string): ShakedownError {
  return new ShakedownError('LOAD_SCRIPT_UNKNOWN', {
    meaning: 'usage',
    expected: `one of the scripts in ${directory} to be run`,
    seen: `none is named; there are ${scriptsAmong(there).join(', ')}`,
    todo: '--script NAME, or leave out --scripts for users who ask for --path',
  });
}

function scriptsAmong(names: readonly string[]): string[] {
  return names.filter((name) => name.endsWith('.py')).toSorted();
}

function refuseUnknownScript(script: string, there: readonly string[], where: string): void {
  if (there.includes(script)) return;
  const scripts = scriptsAmong(there);
  throw new ShakedownError('LOAD_SCRIPT_UNKNOWN', {
    meaning: 'usage',
    expected: `the script ${script} in ${where}`,
    seen: scripts.length === 0 ? 'no script' : scripts.join(', '),
    todo: 'shakedown loadtest update-scripts DIR puts scripts there',
  });
}
