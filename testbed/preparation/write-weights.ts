// Rewrites weights.json with the durations of this machine's latest builds. A measurement begins with empty caches, see testbed/README.md.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { keptBuildTimes } from './build-times.ts';
import type { Weights } from './parts.mjs';
import { updatedWeights } from './updated-weights.ts';

const FILE = join(import.meta.dirname, 'weights.json');

const before = JSON.parse(await readFile(FILE, 'utf8')) as Weights;
const date = new Date().toISOString().slice(0, 10);
const { weights, former } = updatedWeights(before, await keptBuildTimes(), date);
const lines = Object.entries(weights.parts).map(([id, { seconds, count }]) => {
  const items = count === undefined ? '' : `, "count": ${count}`;
  return `    ${JSON.stringify(id)}: { "seconds": ${seconds}${items} }`;
});
const { measured, cores } = weights;
await writeFile(
  FILE,
  `{\n  "measured": ${JSON.stringify(measured)},\n  "cores": ${cores},\n  "parts": {\n${lines.join(',\n')}\n  }\n}\n`,
);
process.stdout.write(
  former.length === 0
    ? 'All weights are new.\n'
    : `These parts keep their weights, because no first build on this machine has measured them: ${former.join(', ')}\n`,
);
