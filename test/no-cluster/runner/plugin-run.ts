import { mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { extract } from 'tar';
import type { Results } from '../../../src/results/model.ts';
import { readResults } from '../../../src/results/read.ts';
import { startProgram, type ProgramOptions, type Specs, type StartedProgram } from './started-program.ts';

/** What Sonobuoy's aggregator receives from a plugin after its run. */
export interface HandedOver {
  exit: number | NodeJS.Signals;
  stderr: string;
  /** The path in the `done` file, relative to the results directory. */
  done: string;
  /** Its permission bits. */
  mode: number;
  /** The names of the files in it. */
  names: string[];
  readonly results: Results;
  junit: string;
}

/** Starts the hand-over as in a plugin's container. */
export function startPlugin(specs: Specs, options: ProgramOptions = {}): Promise<StartedProgram> {
  const env = (directory: string) => ({ SONOBUOY: 'true', SONOBUOY_RESULTS_DIR: join(directory, 'handed-over') });
  return startProgram((directory) => ({ args: ['hand-over'], env: env(directory) }), specs, options);
}

/** Reads what a plugin has handed over, as Sonobuoy's worker and aggregator do. */
export async function takeFrom(plugin: StartedProgram): Promise<HandedOver> {
  const exit = await plugin.ended;
  const root = join(plugin.directory, 'handed-over');
  const path = await readFile(join(root, 'done'), 'utf8').catch((error: Error) => {
    throw new Error(`${error.message}, exit ${exit}\n${plugin.stdout()}${plugin.stderr()}`);
  });
  const unpacked = join(plugin.directory, 'unpacked');
  await mkdir(unpacked);
  await extract({ file: path, cwd: unpacked, strict: true });
  const entries = await readdir(unpacked, { recursive: true, withFileTypes: true });
  const resultsText = await readFile(join(unpacked, 'results.json'), 'utf8').catch(() => '');
  return {
    exit,
    stderr: plugin.stderr(),
    done: path.replace(`${root}/`, ''),
    mode: (await stat(path)).mode & 0o777,
    names: entries
      .filter((entry) => entry.isFile())
      .map(({ name }) => name)
      .sort(),
    get results() {
      return readResults(resultsText);
    },
    junit: await readFile(join(unpacked, 'junit.xml'), 'utf8'),
  };
}

/** Runs a plugin to its end and reads what it handed over. */
export async function runPlugin(specs: Specs, options: ProgramOptions = {}): Promise<HandedOver> {
  await using plugin = await startPlugin(specs, options);
  return await takeFrom(plugin);
}
