// Writes the pages of docs/reference that are made from code. A test says when they are out of date.
//
//   node scripts/generate-reference.ts
import { writeFile } from 'node:fs/promises';
import { referencePages } from './reference.ts';

for (const { path, text } of await referencePages()) {
  await writeFile(path, text);
  console.log(`wrote ${path}`);
}
