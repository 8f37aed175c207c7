// Writes the pages of docs/reference that are generated from code. A test fails when they are out of date.
//
//   node scripts/generate-reference.ts
import { writeFile } from 'node:fs/promises';
import { referencePages } from './reference.ts';

for (const { path, text } of await referencePages()) {
  await writeFile(path, text);
  console.log(`wrote ${path}`);
}
