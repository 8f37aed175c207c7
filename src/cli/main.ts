#!/usr/bin/env node
// The only file that every Node can read: a Node that is too old is refused here, before the other files are loaded.
import { whyTooOld } from './command-line/node-version.ts';

const tooOld = whyTooOld(process.versions.node);
if (tooOld === undefined) {
  const [{ outliveReader }, { withholdCommands }, { reportError, runProgram }] = await Promise.all([
    import('./command-line/lost-reader.ts'),
    import('../terminal/workflow-commands.ts'),
    import('./program.ts'),
  ]);
  outliveReader();
  if (process.env['GITHUB_ACTIONS'] === 'true')
    for (const stream of [process.stdout, process.stderr]) withholdCommands(stream);
  // What no command catches: a write to a full disk, a promise that nobody waits for.
  process.on('uncaughtException', (error) => process.exit(reportError(error)));
  process.exitCode = await runProgram(process.argv.slice(2));
} else {
  process.stderr.write(`${tooOld}\n`);
  process.exitCode = 2;
}
