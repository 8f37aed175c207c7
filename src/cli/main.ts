#!/usr/bin/env node
// The only file that any Node can read: what is too old for the rest has to be told so before the rest is loaded.
import { whyTooOld } from './command-line/node-version.ts';

const tooOld = whyTooOld(process.versions.node);
if (tooOld === undefined) {
  const [{ outliveReader }, { runProgram }] = await Promise.all([
    import('./command-line/lost-reader.ts'),
    import('./program.ts'),
  ]);
  outliveReader();
  process.exitCode = await runProgram(process.argv.slice(2));
} else {
  process.stderr.write(`${tooOld}\n`);
  process.exitCode = 2;
}
