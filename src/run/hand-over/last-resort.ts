import { cleanLine } from '../../results/clean-text.ts';

/** A JUnit report with one error, for when the results cannot be rendered; it needs no other module. */
export function lastResortJUnit(message: string): string {
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
