import { existsSync } from 'node:fs';
import { join, sep } from 'node:path';
import { SPECS_IN_IMAGE } from '../../config/specs-in-image.ts';
import type { Config } from '../../config/schema.ts';
import { ownPackage } from '../command-line/package.ts';

/** The directories of spec files: the suite's own and the user's. */
export function specDirectories(
  { run }: Config,
  environment: Readonly<Record<string, string | undefined>> = process.env,
) {
  const inCluster = environment['KUBERNETES_SERVICE_HOST'] !== undefined;
  const derived = run.specs === '' && inCluster && existsSync(SPECS_IN_IMAGE) ? [SPECS_IN_IMAGE] : [];
  return [ownSpecs(ownPackage.directory), ...(run.specs === '' ? [] : [run.specs]), ...derived];
}

/** The suite's own specs. Node strips no types below node_modules, so an installed package has them as JavaScript too. */
export function ownSpecs(directory: string): string {
  return join(directory, directory.split(sep).includes('node_modules') ? 'dist/specs' : 'specs');
}
