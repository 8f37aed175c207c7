import type { Cluster } from '../../cluster/cluster.ts';
import { didYouMean } from '../../config/did-you-mean.ts';
import type { Config } from '../../config/schema.ts';
import { ShakedownError } from '../../errors/shakedown-error.ts';
import { boundsOf } from '../../instruments/load/bounds.ts';
import { bundle, type ScriptFile } from '../../instruments/load/platform/script-bundle.ts';
import { filesIn, scriptSource, type ScriptSource } from '../../instruments/load/platform/script-maps.ts';
import { refuseUnresolved } from '../../instruments/load/target-resolves.ts';
import { readScripts } from '../scripts/script-directory.ts';
import { readSelfService } from '../self-service/read-self-service.ts';
import { selfService } from '../self-service/self-service-names.ts';
import { refuseUnusableSecret } from './usable-secret.ts';
import { confProblems } from './locust-conf.ts';
import type { LoadTestSpec } from './load-test-spec.ts';
import { parseProperties, refuseWrongProperties } from './properties.ts';
import type { NameOf } from './property-keys.ts';

/** The input of a plan; what is absent is read from what is installed in the namespace. */
export interface LoadTestSource {
  /** As in `locust-properties`. */
  properties: Readonly<Record<string, string>>;
  /** A directory of scripts for this platform alone. @default the scripts of the namespace */
  scripts?: string | undefined;
  /** A Secret: its keys become variables of master and workers. @default that of the namespace */
  secret?: string | undefined;
  /** Whether the target must have an address that this machine can resolve. @default true */
  resolve?: boolean | undefined;
  /** How the properties of this source are named where they were typed: `--users`. @default by their keys */
  nameOf?: NameOf | undefined;
}

/** A load test that can be run. */
export interface LoadTestPlan {
  spec: LoadTestSpec;
  /** ConfigMaps of the namespace that hold the scripts. */
  scripts: ScriptSource[];
  /** Scripts of this platform alone. */
  files: ScriptFile[];
  secret?: string;
}

/**
 * Refuses a source for what is wrong whatever the namespace holds; no cluster is needed.
 * @throws what {@link planLoadTest} throws.
 */
export async function refuseWrongSource(
  { properties, scripts, nameOf = (key) => key }: LoadTestSource,
  config: Config,
): Promise<void> {
  refuseWrongProperties(properties, boundsOf(config), nameOf);
  if (scripts === undefined) return;
  const files = await readScripts(scripts);
  bundle(files, scripts);
  const contents = new Map(files.map(({ name, content }) => [name, content]));
  refuseOptions(contents, scripts);
  const script = properties['LOCUST_SCRIPT'] ?? '';
  if (script !== '') refuseUnknownScript(script, [...contents.keys()], { where: scripts, directory: scripts });
}

/**
 * Plans a load test from its own properties and those of the namespace, and refuses what cannot work before anything is created.
 * @throws ShakedownError LOAD_… that names everything that is wrong.
 */
export async function planLoadTest(
  { cluster, config, signal }: { cluster: Cluster; config: Config; signal: AbortSignal },
  namespace: string,
  source: LoadTestSource,
): Promise<LoadTestPlan> {
  const [{ properties, scripts: maps }, files] = await Promise.all([
    readSelfService(cluster, namespace, signal),
    source.scripts === undefined ? [] : readScripts(source.scripts),
  ]);
  if (source.scripts !== undefined) bundle(files, source.scripts);
  const { nameOf } = source;
  const spec = parseProperties(
    { ...properties, ...source.properties },
    boundsOf(config),
    // Without a ConfigMap, what is missing is missing on the command line.
    nameOf && ((key) => (key in source.properties || properties === undefined ? nameOf(key) : key)),
  );
  const contents =
    source.scripts === undefined ? filesIn(maps) : new Map(files.map(({ name, content }) => [name, content]));
  const where = source.scripts ?? `ConfigMap ${namespace}/${selfService.scripts}`;
  refuseOptions(contents, where);
  const own = [...contents.keys()];
  if (spec.script === '' && source.scripts !== undefined) throw noneNamed(own, source.scripts);
  if (spec.script !== '') refuseUnknownScript(spec.script, own, { where, directory: source.scripts });
  if (source.resolve !== false) await refuseUnresolved(cluster, spec.target, namespace, signal);
  // If self-service is installed, every test gets its Secret.
  const secret = source.secret ?? (properties === undefined ? undefined : selfService.secret);
  if (secret !== undefined) await refuseUnusableSecret(cluster, { namespace, name: secret }, signal);
  return {
    spec,
    scripts: source.scripts === undefined ? maps.map(scriptSource) : [],
    files,
    ...(secret === undefined ? {} : { secret }),
  };
}

function refuseOptions(files: ReadonlyMap<string, Buffer>, where: string): void {
  const problems = confProblems(files);
  if (problems.length === 0) return;
  throw new ShakedownError('LOAD_OPTIONS_REFUSED', {
    meaning: 'usage',
    expected: `files of Locust in ${where} that leave the platform as it is`,
    seen: problems.join('\n'),
  });
}

/** Users who request paths would run instead of the scripts. */
function noneNamed(there: readonly string[], directory: string): ShakedownError {
  return new ShakedownError('LOAD_SCRIPT_UNKNOWN', {
    meaning: 'usage',
    expected: `one of the scripts in ${directory} to be run`,
    seen: `no script of ${directory} is named; it has ${scriptsAmong(there).join(', ')}`,
    todo: `name one: --script ${scriptsAmong(there)[0] ?? 'NAME'}; or leave out --scripts: then users request --path`,
  });
}

function scriptsAmong(names: readonly string[]): string[] {
  return names.filter((name) => name.endsWith('.py')).toSorted();
}

function refuseUnknownScript(
  script: string,
  there: readonly string[],
  { where, directory }: { where: string; directory: string | undefined },
): void {
  if (there.includes(script)) return;
  const scripts = scriptsAmong(there);
  const meant = scripts.find((name) => script.endsWith(`/${name}`)) ?? didYouMean(script, scripts);
  const hint = meant === undefined ? '' : `did you mean --script ${meant}? `;
  throw new ShakedownError('LOAD_SCRIPT_UNKNOWN', {
    meaning: 'usage',
    expected: `the script ${script} in ${where}`,
    seen: `${where} has no script ${script}; ${scripts.length === 0 ? 'it has none at all' : `it has ${scripts.join(', ')}`}`,
    todo:
      directory === undefined
        ? `${hint}to run a script of a directory: --scripts DIR --script NAME; to put scripts there: shakedown loadtest update-scripts DIR`
        : `${hint}name a script by its path below ${directory}: --script NAME`,
  });
}
