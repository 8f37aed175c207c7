// Writes the files of deploy/ that are generated from code. A test fails when they are out of date.
//
//   node scripts/generate-deploy.ts
import { writeFile } from 'node:fs/promises';
import { deployManifests } from './deploy-manifests.ts';

for (const { path, text } of await deployManifests()) {
  await writeFile(path, text);
  console.log(`wrote ${path}`);
}
