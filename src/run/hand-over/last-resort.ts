import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { makeDirectory } from '../../files/make-directory.ts';
import { JUNIT } from '../../publish/file-names.ts';
import { intoDirectory } from '../../publish/into-directory.ts';
import { cleanLine } from '../../results/clean-text.ts';

/** The name of the last report of the runner, when another one takes its place. */
const LAST_OF_RUNNER = 'junit.runner.xml';

/**
 * Writes the report for results that cannot be rendered. The last report of the runner is kept beside it: it has what was judged so far, but
 * it does not say that something is missing, and so it must not be the verdict.
 */
export async function writeLastResort(directory: string, message: string): Promise<void> {
  makeDirectory(directory);
  const kept = await rename(join(directory, JUNIT), join(directory, LAST_OF_RUNNER)).then(
    () => `; the last report of the runner is ${LAST_OF_RUNNER}`,
    () => '',
  );
  await intoDirectory(directory)([{ name: JUNIT, content: lastResortJUnit(`${message}${kept}`) }]);
}

/** A JUnit report with one error; it needs no module of the results. */
function lastResortJUnit(message: string): string {
  const text = cleanLine(message, 1_000)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('timeout', 'time-out');
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites name="shakedown" tests="1">',
    '  <testsuite name="shakedown" tests="1" failures="0" errors="1" time="0.000">',
    '    <testcase name="the results can be handed over" classname="shakedown" time="0.000">',
    `      <error type="error" message="${text}"/>`,
    '    </testcase>',
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}
