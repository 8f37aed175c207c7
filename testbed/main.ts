import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { messageOf, ShakedownError } from '../src/errors/shakedown-error.ts';
import { progressOn, type Progress } from '../src/terminal/progress.ts';
import { buildBinaries } from './binaries/binaries.ts';
import { clusterName, DEFAULT_NAME, layoutOf } from './machine/layout.ts';
import { withPreparation } from './preparation/preparation.ts';
import { renderStatus, status } from './status.ts';
import { down, load, up } from './testbed.ts';

const EXAMPLES = `
Examples:
  npm run cluster -- up                          two real nodes, DNS, metrics
  npm run cluster -- up --name bench --kwok 20 --qps 500
  npm run cluster -- status --json
  npm run cluster -- load /tmp/app.tar
  npm run cluster -- kubectl get pods -A
  npm run cluster -- down --name bench

Exit codes: 0 done · 1 no such thing, or not all of it is ready · 2 wrong usage · 5 it could not be done`;

const program = new Command('cluster')
  .description('A real local Kubernetes: all of it below one process, in namespaces of its own')
  .addHelpText('after', EXAMPLES)
  .enablePositionalOptions()
  .exitOverride();

program
  .command('up')
  .description('bring the cluster up; finishes what is missing, and changes nothing when nothing is')
  .addOption(nameOption())
  .option('--kwok <nodes>', 'simulated nodes beside the two real ones', count)
  .option('--qps <rate>', "controller-manager's and scheduler's own limit of API requests per second", count)
  .option(
    '--port <port>',
    'loopback port that leads to the API server (default: the one it had, or any free one)',
    count,
  )
  .option('--no-wait-metrics', 'return when DNS answers; metrics follow about 20 s later')
  .action(async (flags: { name: string; kwok?: number; qps?: number; port?: number; waitMetrics: boolean }) => {
    const clusterOptions = {
      ...(flags.kwok === undefined ? {} : { kwokNodes: flags.kwok }),
      ...(flags.qps === undefined ? {} : { clientQps: flags.qps }),
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
  });

program
  .command('down')
  .description('take the cluster down, in whatever state it is, and leave nothing of it')
  .addOption(nameOption())
  .action(async ({ name }: { name: string }) => {
    const was = await withProgress((progress) => down(name, progress));
    console.log(was ? `cluster ${name} is gone` : `there was no cluster ${name}`);
  });

program
  .command('status')
  .description('one look at every component; exit code 1 unless all are ready')
  .addOption(nameOption())
  .option('--json', 'for machines')
  .action(async ({ name, json }: { name: string; json?: boolean }) => {
    const seen = await status(name);
    console.log(json ? JSON.stringify(seen, null, 2) : renderStatus(seen));
    if (seen.state !== 'ready') process.exitCode = 1;
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
        todo: 'make one with docker save, or buildah push IMAGE docker-archive:FILE',
      });
    }
    await load(name, file);
    console.log(`loaded ${file} on every real node of cluster ${name}`);
  });

program
  .command('kubectl')
  .description("the cluster's own kubectl, as administrator; all that follows is kubectl's")
  .argument('[arguments...]')
  .addOption(nameOption())
  .passThroughOptions()
  .allowUnknownOption()
  .action(async (words: string[], { name }: { name: string }) => {
    const { kubectl } = await withProgress((progress) => buildBinaries(['kubectl'], progress));
    const { kubeconfig, directory } = layoutOf(name);
    if (!existsSync(kubeconfig)) {
      throw new ShakedownError('TESTBED_DOWN', {
        meaning: 'infrastructure',
        expected: `cluster ${name} to run on this machine`,
        seen: `no ${kubeconfig}`,
        todo: `npm run cluster -- up --name ${name}`,
      });
    }
    const ways = [`--kubeconfig=${kubeconfig}`, `--cache-dir=${join(directory, 'kubectl-cache')}`];
    process.exitCode = await new Promise<number>((ended, failed) => {
      const child = spawn(kubectl, [...ways, ...words], { stdio: 'inherit' });
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

function count(text: string): number {
  if (/^\d{1,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number from 0 to 99999.');
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
