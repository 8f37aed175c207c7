import { existsSync } from 'node:fs';
import { join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where the results of a run go, and by which convention. */
export interface Places {
  /** `sonobuoy`: one archive and a `done` file, exit 0. `files`: what hydrophone expects: e2e.log, junit_01.xml and the exit code. */
  convention: 'sonobuoy' | 'files';
  /** The directory for what is handed over. */
  root: string;
  /** The directory of the runner; it does not exist yet. */
  run: string;
  /** The URL for progress posts. */
  progressUrl?: string;
}

/** Reads from the environment where results are expected. */
export function placesFrom(env: Environment): Places {
  const sonobuoy = env['SONOBUOY'] === 'true';
  const root = sonobuoy
    ? env['SONOBUOY_RESULTS_DIR'] || env['RESULTS_DIR'] || '/tmp/sonobuoy/results'
    : env['SHAKEDOWN_RESULTS_DIR'] || '/tmp/results';
  const port = env['SONOBUOY_PROGRESS_PORT'];
  return {
    convention: sonobuoy ? 'sonobuoy' : 'files',
    root,
    run: unused(join(root, 'run')),
    ...(sonobuoy && port ? { progressUrl: `http://localhost:${port}/progress` } : {}),
  };
}

/** A name that does not exist yet: a restarted container finds the directory of the previous run, and two runs never share one. */
function unused(path: string): string {
  let candidate = path;
  for (let count = 2; existsSync(candidate); count += 1) candidate = `${path}-${count}`;
  return candidate;
}
