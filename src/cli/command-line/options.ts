import { join } from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { addSetting, type Setting } from '../../config/setting.ts';
import { isDuration, milliseconds, type Duration } from '../../time/duration.ts';

/** The flags that set one key of the configuration, or several to the same value; every other key is set by `--set`. */
type Named = readonly [flag: string, paths: string | readonly string[], text: string];

/** The option for areas, as messages name it. */
export const TARGET = '--target <areas>';

const named: readonly Named[] = [
  ['--cluster-name <name>', 'cluster.name', 'name of the cluster in results and messages'],
  ['--image <image>', 'image', 'image of the suite'],
  ['--locust-image <image>', 'load.image', 'image of Locust, which makes the load'],
  [TARGET, 'run.targets', 'only these areas of specs, separated by commas; apps = workloads'],
  ['--focus <pattern>', 'run.focus', 'only tests with a matching id or title'],
  ['--skip <pattern>', 'run.skip', 'no test with this area, namespace or name in its id'],
  ['--dry-run', 'run.dryRun', 'list the tests that would run and judge nothing'],
  ['--fail-fast', 'run.failFast', 'end at the first failed test; the others are not run'],
  ['--disruptive', 'run.disruptive', 'also run checks that disturb what is not the suite’s own'],
  [
    '--namespace <name>',
    'scope.onlyNamespace',
    'only this namespace, with permissions only in it; the rest is not covered',
  ],
  ['--concurrency <number>', 'run.concurrency', 'checks that run at the same time'],
  ['--deadline <duration>', 'run.deadline', "the whole run ends by then: '45m'"],
  ['--specs <directory>', 'run.specs', 'further spec files'],
];

/** The flags for load tests, where `--target` and `--dry-run` would be misunderstood. */
const ofLoadTests: readonly Named[] = named.filter(([, path]) =>
  ['cluster.name', 'image', 'load.image'].includes(String(path)),
);

const ofSonobuoy: readonly Named[] = [
  ['--sonobuoy <path>', 'sonobuoy.path', 'the sonobuoy program'],
  ['--sonobuoy-image <image>', 'sonobuoy.image', 'image of aggregator and worker'],
  [
    '--image-pull-policy <policy>',
    ['sonobuoy.imagePullPolicy', 'objects.imagePullPolicy'],
    'Always, IfNotPresent or Never, for all images',
  ],
];

/** The flag that sets a key, by the key's path. */
export function flagsByKey(): Map<string, string> {
  const entries = [...named, ...ofSonobuoy, ...ofLoadTests].flatMap(([flag, paths]) =>
    [paths].flat().map((path) => [path, flag.replace(/ .*/, '')] as const),
  );
  return new Map(entries);
}

/**
 * Adds the options that set the configuration.
 * @returns the settings of the command line, in its order; they are filled while it is parsed.
 */
export function configOptions(command: Command): Setting[] {
  return addConfiguration(command, named);
}

/** The same for load tests. */
export function loadConfigOptions(command: Command): Setting[] {
  return addConfiguration(command, ofLoadTests);
}

/** The same for an examination: it lists tests anyway, and runs none that could fail. */
export function examinationConfigOptions(command: Command): Setting[] {
  return addConfiguration(
    command,
    named.filter(([, path]) => path !== 'run.dryRun' && path !== 'run.failFast'),
  );
}

/** The same for a clean-up: the kinds that it searches for depend on the specs. */
export function cleanupConfigOptions(command: Command): Setting[] {
  return addConfiguration(
    command,
    named.filter(([, path]) => path === 'run.specs'),
  );
}

/** The same for the archive: no option of a run has a meaning there. */
export function archiveConfigOptions(command: Command): Setting[] {
  return addConfiguration(command, []);
}

function addConfiguration(command: Command, flags: readonly Named[]): Setting[] {
  const settings: Setting[] = [];
  command.optionsGroup('Configuration:');
  command.option('--config <file>', 'configuration file (default: shakedown.config.yaml, if there is one)');
  for (const one of flags) addNamed(command, one, settings);
  command.addOption(new Option('--set <key=value...>', 'any key of the configuration').argParser(checkAssignment));
  command.on('option:set', (text: string) => {
    const [path = '', value = ''] = text.split(/=(.*)/s, 2);
    addSetting(settings, { path, value, origin: `--set ${path}` });
  });
  return settings;
}

/** Adds the options for the run of Sonobuoy. @param settings what {@link configOptions} returned. */
export function sonobuoyOptions(command: Command, settings: Setting[]): void {
  command.optionsGroup('Sonobuoy:');
  for (const one of ofSonobuoy) addNamed(command, one, settings);
}

/** Adds the options that select the cluster. */
export function clusterOptions(command: Command): void {
  command.optionsGroup('Cluster:');
  command.option(
    '--kubeconfig <file>',
    'kubeconfig (default: E2E_KUBECONFIG, KUBECONFIG, ~/.kube/config, service account)',
  );
  command.option('--context <name>', 'context in the kubeconfig');
}

function addNamed(command: Command, [flags, paths, text]: Named, settings: Setting[]): void {
  const option = new Option(flags, text);
  command.addOption(option);
  command.on(`option:${option.name()}`, (value: string | null | undefined) => {
    for (const path of [paths].flat())
      addSetting(settings, { path, value: value ?? true, origin: option.long ?? flags });
  });
}

function checkAssignment(text: string, previous: string[] = []): string[] {
  if (!/^[^=]+=/.test(text)) throw new InvalidArgumentError("write it as key=value: 'scope.namespaces=shop,web'.");
  return [...previous, text];
}

/** How long to wait for another run. */
export interface WaitOptions {
  /** `true` means {@link WAIT}. */
  wait?: Duration | true;
}

/** The value of `--wait` without a duration: a run with load takes half an hour. */
const WAIT = '1h';

/** Adds the option for how long to wait for another run. */
export function waitOption(command: Command): void {
  command.addOption(
    new Option('--wait [duration]', `wait for the end of another run, by default up to ${WAIT}`).argParser((text) => {
      if (!isDuration(text)) throw new InvalidArgumentError("write a duration: '90s', '30m', '2h'.");
      return text;
    }),
  );
}

/** How long to wait for another run, in milliseconds. */
export function waitMsOf({ wait }: WaitOptions): number {
  return wait === undefined ? 0 : milliseconds(wait === true ? WAIT : wait);
}

/** The options for the results of a run. */
export interface ResultsOptions {
  results: string;
  resultsDir?: string;
  /** Whether the run is published to all that is configured. @default true */
  publish?: boolean;
}

/** Adds the options for the directory of the results. */
export function resultsOptions(command: Command): void {
  command.option(
    '--results <directory>',
    'parent of the results: each run has a directory in it, named after its id',
    'results',
  );
  command.option(
    '--results-dir <directory>',
    'the directory for the results of this run alone, without those of another run; --results then has no effect',
  );
  command.option('--no-publish', 'keep the results here: do not publish them to what is configured');
}

/** The option that names that directory, for messages. */
export function resultsOption({ resultsDir }: ResultsOptions): string {
  return resultsDir === undefined ? '--results' : '--results-dir';
}

/** The directory for the results of one run. */
export function resultsDirectory({ results, resultsDir }: ResultsOptions, runId: string): string {
  return resultsDir ?? join(results, runId);
}
