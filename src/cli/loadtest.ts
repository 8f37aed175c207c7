import { Command, InvalidArgumentError, Option } from 'commander';
import { isSubdomain } from '../config/grammar/kubernetes-grammar.ts';
import type { Setting } from '../config/setting.ts';
import type { ContextOptions } from './command-line/command-context.ts';
import { notEmpty } from './command-line/empty-values.ts';
import { selfService } from '../loadtest/self-service/self-service-names.ts';
import type { LoadOptions, PlatformOptions } from './loadtest/options.ts';
import {
  clusterOptions,
  loadConfigOptions,
  resultsOptions,
  waitOption,
  type ResultsOptions,
  type WaitOptions,
} from './command-line/options.ts';

type Own = ContextOptions & PlatformOptions & LoadOptions;

/** `shakedown loadtest`: load by Locust, generated in the cluster, and judged. */
export function loadtestCommand(): Command {
  const command = new Command('loadtest')
    .description('set up Locust in the cluster, generate load, judge it, and leave nothing behind')
    .addHelpText(
      'after',
      `
The load is set by flags, and otherwise by the ConfigMap locust-properties of the namespace if it exists.

Examples:
  $ shakedown loadtest run --target shop.web --users 50 --run-time 5m --threshold 'p95 < 500ms' --threshold 'failures < 1%'
  $ shakedown loadtest setup --target https://shop.example.com --scripts ./load --script buy.py
  $ shakedown loadtest start --users 200 --run-time 10m && shakedown loadtest status
  $ shakedown loadtest scale 6
  $ shakedown loadtest report ./last && shakedown loadtest cleanup
  $ shakedown loadtest install --namespace loadtest        # for app teams, who need no kubectl then`,
    );
  for (const child of [
    run(),
    setup(),
    start(),
    status(),
    stop(),
    scale(),
    report(),
    cleanup(),
    install(),
    updateScripts(),
  ])
    command.addCommand(child);
  return command;
}

function run(): Command {
  const command = new Command('run').description('all in one: set up, generate load, judge, report, clean up');
  const settings = addOptions(command, { platform: true, load: true });
  resultsOptions(command);
  waitOption(command);
  command.option('--keep-report', 'also keep the report in the namespace, as a ConfigMap');
  return command.action(async (options: Own & ResultsOptions & WaitOptions & { keepReport?: boolean }) => {
    const { runLoadtest } = await import('./loadtest/run.ts');
    process.exitCode = await runLoadtest(options, settings);
  });
}

function setup(): Command {
  const command = new Command('setup').description(
    'set up master and workers, and wait until all workers are connected',
  );
  const settings = addOptions(command, { platform: true, load: true });
  command.option('--load-balancer', 'give the dashboard an address outside of the cluster; needs --login');
  command.option('--login <secret>', 'demand the username and password in this Secret on the dashboard', secretName);
  command.option('--take-over', 'replace an idle platform that somebody else has set up');
  return command.action(async (options: Own & { loadBalancer?: boolean; login?: string; takeOver?: boolean }) => {
    const { setUp } = await import('./loadtest/set-up.ts');
    await setUp(options, settings);
  });
}

function start(): Command {
  const command = new Command('start').description('start the load, as set up or as the flags say');
  const settings = addOptions(command, { load: true });
  command.option('--wait', 'follow it to its end');
  return command.action(async (options: Own & { wait?: boolean }) => {
    const { startLoad } = await import('./loadtest/start.ts');
    await startLoad(options, settings);
  });
}

function status(): Command {
  const command = new Command('status').description(
    'show the status of the load: live on a terminal, otherwise one look',
  );
  const settings = addOptions(command, {});
  command.option('--json', 'print JSON, for programs');
  return command.action(async (options: Own & { json?: boolean }) => {
    const { showStatus } = await import('./loadtest/status.ts');
    await showStatus(options, settings);
  });
}

function stop(): Command {
  const command = new Command('stop').description('stop the load; master and workers stay');
  const settings = addOptions(command, {});
  return command.action(async (options: Own) => {
    const { stopLoad } = await import('./loadtest/start.ts');
    await stopLoad(options, settings);
  });
}

function scale(): Command {
  const command = new Command('scale').description('change the number of workers, also while the load runs');
  command.argument('<workers>', 'how many', workers);
  const settings = addOptions(command, {});
  return command.action(async (count: number, options: Own) => {
    const { scaleWorkers } = await import('./loadtest/start.ts');
    await scaleWorkers(options, settings, count);
  });
}

function report(): Command {
  const command = new Command('report').description(
    'save the report of the last load: HTML, CSV, JSON, JUnit, results',
  );
  command.argument('[directory]', 'where to', notEmpty, 'loadtest-report');
  const settings = addOptions(command, {});
  command.option('--threshold <threshold...>', "judge by these instead of those it was set up with: 'p95 < 500ms'");
  return command.action(async (directory: string, options: Own) => {
    const { saveReport } = await import('./loadtest/report.ts');
    process.exitCode = await saveReport(options, settings, directory);
  });
}

function cleanup(): Command {
  const command = new Command('cleanup').description('remove the platform to its last object, unless it is in use');
  const settings = addOptions(command, {});
  command.option('--force', 'also while a load runs on it, or a run uses it');
  return command.action(async (options: Own & { force?: boolean }) => {
    const { cleanUp } = await import('./loadtest/set-up.ts');
    await cleanUp(options, settings);
  });
}

function install(): Command {
  const command = new Command('install').description(
    'prepare a namespace for users who run load tests without kubectl',
  );
  const settings = addOptions(command, {});
  command.option('--dry-run', 'print the manifests and change nothing');
  return command
    .addHelpText(
      'after',
      `
Afterwards anyone who may edit the ConfigMaps locust-properties and locust-scripts and create Jobs runs a load test by
  $ kubectl -n loadtest create job --from=cronjob/loadtest-run my-test
or by one click on the suspended CronJob loadtest-run in a console. The Job fails when the verdict is red.`,
    )
    .action(async (options: Own & { dryRun?: boolean }) => {
      const { installSelfService } = await import('./loadtest/install.ts');
      await installSelfService(options, settings);
    });
}

function updateScripts(): Command {
  const command = new Command('update-scripts').description(
    'put a directory of scripts into the namespace, if they compile',
  );
  command.argument('<directory>', 'with .py files, and data next to them', notEmpty);
  const settings = addOptions(command, {});
  command.option('--dry-run', 'show what would change, and change nothing');
  return command.action(async (directory: string, options: Own & { dryRun?: boolean }) => {
    const { update } = await import('./loadtest/update-scripts.ts');
    await update(options, settings, directory);
  });
}

/** The options of one of the commands; each has options for the namespace, the platform and the cluster. */
function addOptions(
  command: Command,
  { platform = false, load = false }: { platform?: boolean; load?: boolean },
): Setting[] {
  command.option('-n, --namespace <name>', 'where Locust is (default: load.namespace of the configuration)', namespace);
  command.option('--name <name>', 'name of the platform', platformName, selfService.platform);
  if (platform) {
    command.optionsGroup('Platform:');
    command.option('--target <host>', 'the target of the load: a Service, or a URL');
    command.option('--no-resolve', 'do not resolve the target first');
    command.option('--workers <number>', 'number of workers');
    command.option('--script <name>', 'one of the scripts; without it users request --path');
    command.option('--scripts <directory>', 'scripts of this platform alone');
    command.option('--path <paths...>', 'paths to request, separated by commas, or one flag for each');
    command.addOption(new Option('--tls <mode>', 'TLS verification').choices(['verify', 'insecure']));
    command.option('--ca <file>', 'trust the certificates of this authority (PEM)');
    command.option('--secret <name>', 'Secret with variables for master and workers', secretName);
  }
  if (load) {
    command.optionsGroup('Load:');
    command.option('--users <number>', 'users at the same time');
    command.option('--spawn-rate <number>', 'users started per second');
    command.option('--run-time <length>', '90s, 5m, 1h30m');
    command.option('--rate <number>', 'requests per second; without it as many as the target answers');
  }
  if (platform)
    command.option(
      '--threshold <threshold...>',
      "what has to hold: 'p95 < 500ms', 'failures < 1%', 'rate >= 95/s', 'GET /cart p99 < 2s'",
    );
  const settings = loadConfigOptions(command);
  clusterOptions(command);
  // Options that a command adds itself are not about the cluster.
  command.optionsGroup('Options:');
  return settings;
}

function namespace(text: string): string {
  return name(text, /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/, 'at most 63');
}

/** Names of a Service and of pods begin with it. */
function platformName(text: string): string {
  return name(text, /^[a-z]([-a-z0-9]{0,46}[a-z0-9])?$/, 'a letter first, at most 48');
}

function secretName(text: string): string {
  if (isSubdomain(text)) return text;
  throw new InvalidArgumentError('the name of a Secret has only lower-case letters, digits, dashes and dots.');
}

function name(text: string, pattern: RegExp, rule: string): string {
  if (pattern.test(text)) return text;
  throw new InvalidArgumentError(`only lower-case letters, digits and dashes, ${rule}.`);
}

function workers(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('write a whole number from 1 on.');
  return Number(text);
}
