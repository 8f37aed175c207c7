#!/usr/bin/env node
// The only file that every Node can read: a Node that is too old is refused here, before the other files are loaded.
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
