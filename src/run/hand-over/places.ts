import { existsSync } from 'node:fs';
import { join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where the results of a run go, and by whose convention. */
export interface Places {
  /** `sonobuoy`: one archive and a `done` file, exit 0. `files`: as hydrophone expects it, e2e.log, junit_01.xml and the exit code. */
  convention: 'sonobuoy' | 'files';
  /** What is handed over is put here. */
  root: string;
  /** The runner works here; it does not exist yet. */
  run: string;
  /** Where progress is posted to. */
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

/** A container that was restarted finds what its predecessor left; two runs never share a directory. */
function unused(path: string): string {
  let candidate = path;
  for (let count = 2; existsSync(candidate); count += 1) candidate = `${path}-${count}`;
  return candidate;
}
