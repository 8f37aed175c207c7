import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Results, TestResult } from '../../../src/results/model.ts';
import { readResults } from '../../../src/results/read.ts';
import { startProgram, type ProgramOptions, type Specs, type StartedProgram } from './started-program.ts';

/** A run of the suite in its own process. */
export interface SuiteRun extends StartedProgram {
  readonly resultsDir: string;
}

export async function startSuite(specs: Specs, options: ProgramOptions = {}): Promise<SuiteRun> {
  const program = await startProgram(
    (directory) => ({ args: ['run', '--results-dir', join(directory, 'results')] }),
    specs,
    options,
  );
  return { ...program, resultsDir: join(program.directory, 'results') };
}

/** The result of an ended run. */
export interface EndedRun {
  exit: number | NodeJS.Signals;
  results: Results;
  junit: string;
  stdout: string;
  stderr: string;
  test: (id: string) => TestResult;
}

/** Runs the suite on spec files to its end. */
export async function runSpecs(specs: Specs, options: ProgramOptions = {}): Promise<EndedRun> {
  await using run = await startSuite(specs, options);
  const exit = await run.ended;
  const read = (name: string) =>
    readFile(join(run.resultsDir, name), 'utf8').catch((error: Error) => {
      throw new Error(`no ${name}, exit ${exit}: ${error.message}\n${run.stderr()}`);
    });
  const results = readResults(await read('results.json'));
  return {
    exit,
    results,
    junit: await read('junit.xml'),
    stdout: run.stdout(),
    stderr: run.stderr(),
    test: finderIn(results),
  };
}

/** Finds a test by its id; the error lists the existing ids. */
export function finderIn({ tests }: Results): (id: string) => TestResult {
  return (id) => {
    const found = tests.find((test) => test.id === id);
    if (!found) throw new Error(`no test ${id}; there are: ${tests.map((test) => test.id).join(', ')}`);
    return found;
  };
}
