// Runs the suite as users do: the plugin's image, with the real sonobuoy, on a real cluster. This is the local cluster unless another one is named.
import { join, relative, resolve } from 'node:path';
import { messageOf, ShakedownError } from '../src/errors/shakedown-error.ts';
import { runInForeground } from './bootstrap/run.mjs';
import { addonsIn } from '../testbed/components/addons.ts';
import { MAIN_ADDONS } from './bootstrap/wanted.mjs';
import { prepareWithProgress } from './local-run.ts';

const root = resolve(import.meta.dirname, '..');
const INFRASTRUCTURE = 5;

const HELP = `Usage: npm start -- [--yes] [options of shakedown verify]

Brings up the local cluster, builds the images of plugin and load generator, runs the suite through Sonobuoy, prints the verdict and writes all results to results/<run-id>/.
The exit code is that of the verdict: 0 passed, 1 failed, 2 usage or configuration, 3 inconclusive, 4 incomplete, 5 infrastructure.

  --kubeconfig FILE, --context NAME   test that cluster instead; needs --image, with an image that the cluster can pull
  --small                             without Prometheus and the log store, which are left as they are where they run
  --yes                               install missing Debian packages without asking

All options of verify:
`;

process.exitCode = await main(process.argv.slice(2));

async function main(given: string[]): Promise<number> {
  const options = given.filter((option) => option !== '--small');
  const isSmall = options.length < given.length;
  if (options.includes('--help') || options.includes('-h')) {
    process.stdout.write(HELP);
    return await verify(['--help']);
  }
  const target = targetIn(options);
  if (target !== undefined) {
    process.stderr.write(`Testing the cluster of ${target}; the local cluster is not changed.\n`);
    return await verify(options);
  }
  try {
    const { kubeconfig, sonobuoy, sonobuoyImage, image, settings } = await prepareWithProgress({
      addons: isSmall ? [] : addonsIn(MAIN_ADDONS.join()),
    });
    const own = {
      ...{ kubeconfig, 'cluster-name': 'local', sonobuoy, 'sonobuoy-image': sonobuoyImage, image },
      results: join(root, 'results'),
    };
    const flags = Object.entries(own).flatMap(([name, value]) => [`--${name}`, value]);
    return await verify([...flags, ...settings.flatMap((setting) => ['--set', setting]), ...options]);
  } catch (error) {
    process.stderr.write(
      `${error instanceof ShakedownError ? error.message : ((error as Error).stack ?? messageOf(error))}\n`,
    );
    return INFRASTRUCTURE;
  }
}

function verify(options: string[]): Promise<number> {
  return runInForeground(process.execPath, [
    relative(process.cwd(), join(root, 'src/cli/main.ts')),
    'verify',
    ...options,
  ]);
}

/** The options that name a cluster; undefined when there are none. */
function targetIn(options: string[]): string | undefined {
  const named = options.flatMap((option, index) => {
    const [name, value] = option.split('=', 2);
    return name === '--kubeconfig' || name === '--context' ? `${name} ${value ?? options[index + 1] ?? ''}`.trim() : [];
  });
  return named.length > 0 ? named.join(' ') : undefined;
}
