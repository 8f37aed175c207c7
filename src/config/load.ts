import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, ShakedownError } from '../errors/shakedown-error.ts';
import { settingsFrom } from './environment/environment.ts';
import { parseConfigFile, type ConfigFile } from './file.ts';
import { configKeys } from './keys.ts';
import { at, problemsOf, type Problem } from './problem.ts';
import { configSchema, type Config } from './schema.ts';
import { typed, type Setting, type TypedSetting } from './setting.ts';

const FILE = 'shakedown.config.yaml';

/** The sources of the configuration, besides the defaults. */
export interface ConfigSources {
  /** A file that must exist. @default `shakedown.config.yaml`, if it exists */
  file?: string | undefined;
  environment: Readonly<Record<string, string | undefined>>;
  /** Settings from the command line, in their order: the last one of a key wins. */
  flags: readonly Setting[];
}

/** The configuration, and where each of its values was written. */
export interface LoadedConfig {
  config: Config;
  /** By dotted key: `default`, `shakedown.config.yaml:3:5`, `E2E_FOCUS`, `--focus` … */
  origins: ReadonlyMap<string, string>;
  /** The file that was read, if any. */
  file: string | undefined;
}

/**
 * Loads the configuration: defaults, then the file, then the environment, then flags; the later wins.
 * @throws ShakedownError CONFIG_INVALID that lists all problems of all sources, CONFIG_UNREADABLE.
 */
export async function loadConfig(sources: ConfigSources): Promise<LoadedConfig> {
  const name = sources.file ?? (await defaultFile(sources.environment));
  const file = name === undefined ? undefined : parseConfigFile(await read(name), name);
  const settings = [...settingsFrom(sources.environment), ...sources.flags].map(typed);
  const good = settings.filter((setting): setting is TypedSetting => 'segments' in setting);
  const unknown = settings.filter((setting): setting is Problem => 'what' in setting);

  const problems = [...(file?.problems ?? []), ...unknown, ...good.flatMap(problemsOfSetting)];
  if (problems.length > 0) throw invalid(problems);

  const values = structuredClone(file?.values ?? {});
  for (const { segments, value } of good) assign(values, segments, value);
  const config = configSchema.parse(values);
  const origins = originsOf(file, good);
  const clashes = clashesOf(config, origins);
  if (clashes.length > 0) throw invalid(clashes);
  return { config, origins, file: name };
}

/** In the namespace of Sonobuoy the plugin's account would have the rights that the suite needs in its own. */
function clashesOf({ namespaces, sonobuoy }: Config, origins: ReadonlyMap<string, string>): Problem[] {
  return (['suite', 'workloads'] as const)
    .filter((which) => namespaces[which] === sonobuoy.namespace)
    .map((which) => ({
      where: clashOrigin(origins, `namespaces.${which}`),
      what: `namespaces.${which} is '${sonobuoy.namespace}', as sonobuoy.namespace is; give the suite a namespace of its own`,
    }));
}

/** Where the one that differs from its default was set: one of them is. */
function clashOrigin(origins: ReadonlyMap<string, string>, key: string): string {
  const [own, other] = [origins.get(key), origins.get('sonobuoy.namespace')];
  return own === undefined || own === 'default' ? (other ?? 'default') : own;
}

/** The file of a Sonobuoy plugin: Sonobuoy mounts the plugin's ConfigMap there. */
async function defaultFile(environment: ConfigSources['environment']): Promise<string | undefined> {
  const directories = environment['SONOBUOY'] === 'true' ? [environment['SONOBUOY_CONFIG_DIR'] ?? '', ''] : [''];
  for (const directory of directories) {
    const name = join(directory, FILE);
    const there = await access(name).then(
      () => true,
      (error: NodeJS.ErrnoException) => error.code !== 'ENOENT' && error.code !== 'ENOTDIR',
    );
    if (there) return name;
  }
  return undefined;
}

async function hasFile(directory: string): Promise<boolean> {
  return await access(join(directory, FILE)).then(
    () => true,
    () => false,
  );
}

async function read(name: string): Promise<string> {
  try {
    return await readFile(name, 'utf8');
  } catch (cause) {
    throw new ShakedownError('CONFIG_UNREADABLE', {
      meaning: 'usage',
      expected: 'the configuration file can be read',
      seen: messageOf(cause, name),
      todo: (await hasFile(name))
        ? `name the file in it: --config ${join(name, FILE)}`
        : `give the path of a file with --config, or leave it out to use ./${FILE}`,
      cause,
    });
  }
}

function problemsOfSetting({ segments, value, origin }: TypedSetting): Problem[] {
  const values = {};
  assign(values, segments, value);
  return problemsOf(values, () => origin);
}

function invalid(problems: readonly Problem[]): ShakedownError {
  return new ShakedownError('CONFIG_INVALID', {
    meaning: 'usage',
    expected: 'a configuration that can be used',
    seen: problems.map(({ where, what }) => `${where}: ${what}`).join('\n'),
    todo: 'fix it; `shakedown config schema` describes every key',
  });
}

/** Sets a value; maps are merged, anything else is replaced. */
function assign(values: Record<string, unknown>, segments: readonly string[], value: unknown): void {
  const [name, ...rest] = segments;
  if (name === undefined) return;
  const inner = values[name];
  const map = isMap(inner) ? { ...inner } : {};
  if (rest.length > 0) {
    assign(map, rest, value);
    values[name] = map;
  } else values[name] = isMap(value) ? { ...map, ...value } : value;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function originsOf(file: ConfigFile | undefined, settings: readonly TypedSetting[]): Map<string, string> {
  const origins = new Map<string, string>();
  for (const { path, type } of configKeys) {
    const segments = path.split('.');
    const inFile = file !== undefined && at(file.values, segments) !== undefined ? [file.whereIs(segments)] : [];
    const set = settings
      .filter((setting) => segments.every((segment, index) => setting.segments[index] === segment))
      .map((setting) => setting.origin);
    const all = [...inFile, ...set];
    // Maps are merged, so a map may have several origins.
    origins.set(
      path,
      type === 'map of text' && all.length > 0 ? [...new Set(all)].join(', ') : (all.at(-1) ?? 'default'),
    );
  }
  return origins;
}
