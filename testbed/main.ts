import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { messageOf, ShakedownError } from '../src/errors/shakedown-error.ts';
import { progressOn, type Progress } from '../src/terminal/progress.ts';
import { buildBinaries } from './binaries/binaries.ts';
import { DEFAULT_KUBERNETES, kubernetesVersion, type KubernetesVersion } from './binaries/kubernetes-versions.ts';
import { recordedOptions } from './cluster/site.ts';
import { addonsIn, ALL_ADDONS, type Addon } from './components/addons.ts';
import { clusterName, DEFAULT_NAME, layoutOf } from './machine/layout.ts';
import { withPreparation } from './preparation/preparation.ts';
import { renderStatus, status } from './status.ts';
import { down, load, up } from './testbed.ts';
import { upgrade } from './upgrade.ts';

const EXAMPLES = `
Examples:
  npm run cluster -- up                          two real nodes, DNS, metrics
  npm run cluster -- up --name bench --kwok 20 --qps 500
  npm run cluster -- up --with prometheus,logs  also a monitoring stack and a log store
  npm run cluster -- upgrade --kubernetes v1.37.2
  npm run cluster -- status --json
  npm run cluster -- load /tmp/app.tar
  npm run cluster -- kubectl get pods -A
  npm run cluster -- down --name bench

Exit codes: 0 done · 1 the cluster does not exist, or not all of it is ready · 2 wrong usage · 5 an error`;

const program = new Command('cluster')
  .description('A real local Kubernetes: all of it below one process, in its own Linux namespaces')
  .addHelpText('after', EXAMPLES)
  .enablePositionalOptions()
  .exitOverride();

program
  .command('up')
  .description('bring the cluster up: start what is missing, and change nothing when nothing is missing')
  .addOption(nameOption())
  .option('--kwok <nodes>', 'simulated nodes in addition to the two real ones', count)
  .option('--qps <rate>', 'API requests per second that the controller-manager and the scheduler may send', count)
  .option(
    '--with <add-ons>',
    `what it has besides Kubernetes, separated by commas: ${ALL_ADDONS.join(', ')}; or all`,
    addons,
  )
  .option(
    '--port <port>',
    'loopback port of the API server (default: the port of the last time, or any free port)',
    count,
  )
  .addOption(kubernetesOption(`version of Kubernetes (default: what the cluster has, or else ${DEFAULT_KUBERNETES})`))
  .option('--no-wait-metrics', 'return when DNS answers; metrics are served about 20 s later')
  .action(
    async (flags: {
      name: string;
      kwok?: number;
      qps?: number;
      with?: Addon[];
      port?: number;
      kubernetes?: KubernetesVersion;
      waitMetrics: boolean;
    }) => {
      const clusterOptions = {
        ...(flags.kubernetes === undefined ? {} : { kubernetes: flags.kubernetes }),
        ...(flags.kwok === undefined ? {} : { kwokNodes: flags.kwok }),
        ...(flags.qps === undefined ? {} : { clientQps: flags.qps }),
        ...(flags.with === undefined ? {} : { addons: flags.with }),
      };
      const { kubeconfig } = await withPreparation({ cluster: flags.name, clusterOptions, everyMs: 0 }, (progress) =>
        up({
          name: flags.name,
          progress,
          waitForMetrics: flags.waitMetrics,
          ...clusterOptions,
          ...(flags.port === undefined ? {} : { port: flags.port }),
        }),
      );
      console.log(`cluster ${flags.name} is up\nexport KUBECONFIG=${kubeconfig}`);
    },
  );

program
  .command('upgrade')
  .description('upgrade Kubernetes in place: the control plane, then node by node; pods continue to run')
  .addOption(nameOption())
  .addOption(kubernetesOption('the version that it gets').makeOptionMandatory())
  .action(async ({ name, kubernetes }: { name: string; kubernetes: KubernetesVersion }) => {
    await withProgress((progress) => upgrade({ name, kubernetes, progress }));
    console.log(`cluster ${name} has Kubernetes ${kubernetes}`);
  });

program
  .command('down')
  .description('take the cluster down, whatever its state, and remove all of it')
  .addOption(nameOption())
  .action(async ({ name }: { name: string }) => {
    const existed = await withProgress((progress) => down(name, progress));
    console.log(existed ? `cluster ${name} is removed` : `there is no cluster ${name}`);
  });

program
  .command('status')
  .description('show the status of every component; exit code 1 unless all are ready')
  .addOption(nameOption())
  .option('--json', 'print JSON')
  .action(async ({ name, json }: { name: string; json?: boolean }) => {
    const current = await status(name);
    console.log(json ? JSON.stringify(current, null, 2) : renderStatus(current));
    if (current.state !== 'ready') process.exitCode = 1;
  });

program
  .command('load')
  .description('import an image archive (docker-archive or OCI) on every real node')
  .argument('<archive>', 'path of the file')
  .addOption(nameOption())
  .action(async (archive: string, { name }: { name: string }) => {
    const file = resolve(archive);
    if (!existsSync(file)) {
      throw new ShakedownError('TESTBED_ARCHIVE', {
        meaning: 'usage',
        expected: 'the path of an image archive',
        seen: `no file ${file}`,
        todo: 'create one with docker save, or buildah push IMAGE docker-archive:FILE',
      });
    }
    await load(name, file);
    console.log(`loaded ${file} on every real node of cluster ${name}`);
  });

program
  .command('kubectl')
  .description("the cluster's own kubectl, as administrator; all arguments go to kubectl")
  .argument('[arguments...]')
  .addOption(nameOption())
  .passThroughOptions()
  .allowUnknownOption()
  .action(async (kubectlArguments: string[], { name }: { name: string }) => {
    const { kubernetes } = await recordedOptions(layoutOf(name));
    const { kubectl } = await withProgress((progress) => buildBinaries(['kubectl'], progress, kubernetes));
    const { kubeconfig, directory } = layoutOf(name);
    if (!existsSync(kubeconfig)) {
      throw new ShakedownError('TESTBED_DOWN', {
        meaning: 'infrastructure',
        expected: `cluster ${name} to run on this machine`,
        seen: `no ${kubeconfig}`,
        todo: `npm run cluster -- up --name ${name}`,
      });
    }
    const connection = [`--kubeconfig=${kubeconfig}`, `--cache-dir=${join(directory, 'kubectl-cache')}`];
    process.exitCode = await new Promise<number>((ended, failed) => {
      const child = spawn(kubectl, [...connection, ...kubectlArguments], { stdio: 'inherit' });
      child.on('error', failed);
      child.on('exit', (code) => ended(code ?? 1));
    });
  });

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = report(error);
}

function nameOption(): Option {
  return new Option('--name <name>', 'which cluster').default(DEFAULT_NAME).argParser(clusterName);
}

function kubernetesOption(description: string): Option {
  return new Option('--kubernetes <version>', description).argParser((text) => {
    try {
      return kubernetesVersion(text);
    } catch (error) {
      throw new InvalidArgumentError(messageOf(error));
    }
  });
}

function count(text: string): number {
  if (/^\d{1,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number from 0 to 99999.');
}

function addons(list: string): Addon[] {
  try {
    return addonsIn(list);
  } catch (error) {
    throw new InvalidArgumentError(messageOf(error));
  }
}

async function withProgress<T>(work: (progress: Progress) => Promise<T>): Promise<T> {
  const progress = progressOn();
  try {
    return await work(progress);
  } finally {
    progress.end();
  }
}

/** @returns the exit code. */
function report(error: unknown): number {
  // Commander has already written its own message.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  console.error(
    error instanceof ShakedownError ? error.message : error instanceof Error ? error.stack : messageOf(error),
  );
  return error instanceof ShakedownError && error.meaning === 'usage' ? 2 : 5;
}
