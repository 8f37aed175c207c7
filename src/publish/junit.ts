import { EventEmitter } from 'node:events';
import MochaJUnitReporter, { type XmlNode } from 'mocha-junit-reporter';
import { cleanLine, cleanText } from '../results/clean-text.ts';
import { junitCases, type JunitCase } from './junit-cases.ts';
import { roundedValue } from './figure.ts';
import { notCoveredLines } from './not-covered.ts';
import type { Measurement, Results } from '../results/model.ts';
import { runTimeLine } from './run-time.ts';
import { isQuarantined } from '../results/quarantine.ts';
import { leftOutText } from '../results/selection.ts';

/** The length of a name, in characters: a namespace and a name, 63 and 253, are in the title and in the id, and both must be whole. */
const LONGEST_NAME = 1_000;

type Suite = { testsuite: XmlNode[] };

/** The package's writer, with the suite's own rule for valid texts: the package's rule would also drop emoji. */
class Writer extends MochaJUnitReporter {
  override removeInvalidCharacters(text: string): string {
    return cleanText(text);
  }
}

/**
 * The JUnit report of a run: one flat suite for each area, none of them empty, so that no parser counts a test that does not exist.
 * It contains a failure or an error exactly when the verdict is not `passed`.
 */
export function toJUnit(results: Results): string {
  const cases = junitCases(results);
  const duration = sum(cases, ({ seconds }) => seconds * 1_000);
  const stats = {
    duration,
    failures: cases.filter(({ outcome }) => outcome?.element === 'failure').length,
    pending: cases.filter(({ outcome }) => outcome?.element === 'skipped').length,
  };
  const writer = writerFor(stats, results);
  const areas = Map.groupBy(cases, ({ area }) => area);
  return `${writer.getXml([...areas].map(([area, members]) => suite(writer, area, members, results.run.startedAt)))}\n`;
}

function writerFor(stats: object, results: Results): Writer {
  const runner = new EventEmitter();
  const writer = new Writer(runner, { reporterOptions: {} });
  // Set after the constructor, because there environment variables (PROPERTIES, JENKINS_MODE …) override the options.
  writer._options = { outputs: true, testCaseSwitchClassnameAndName: true, testsuitesTitle: 'shakedown' };
  const settings = (results.run.settings ?? []).map(({ key, value, origin }): [string, string] => [
    cleanLine(key),
    `${cleanLine(value)} (${cleanLine(origin)})`,
  ]);
  const notCovered = notCoveredLines(results);
  const quarantined = results.tests.filter(isQuarantined).map(({ id }) => cleanLine(id, 200));
  const time = runTimeLine(results.run);
  const properties = [
    ...identity(results),
    ...settings,
    ...(time === undefined ? [] : [['time', time]]),
    ...(quarantined.length > 0 ? [['quarantined', quarantined.join('; ')]] : []),
    ...(notCovered.length > 0 ? [['not covered', notCovered.join('; ')]] : []),
  ];
  // A JUnit report as a whole has no properties, so each suite has them.
  writer._options['properties'] = Object.fromEntries(properties);
  return Object.assign(writer, { _runner: Object.assign(runner, { stats }) });
}

/** Whose results these are, and what was selected. */
function identity({ run }: Results): [string, string][] {
  const { selection, cluster, suiteVersion } = run;
  const leftOut = leftOutText(run);
  return [
    ['run', cleanLine(run.id)],
    ['cluster', cleanLine([cluster.name, cluster.uid, cluster.version].filter(Boolean).join(' '))],
    ['suite', cleanLine(suiteVersion)],
    ...(selection ? [['selected', String(selection.selected)] as [string, string]] : []),
    ...(leftOut === '' ? [] : [['left out', leftOut] as [string, string]]),
  ];
}

function suite(writer: Writer, area: string, cases: readonly JunitCase[], startedAt: string): Suite {
  const node = writer.getTestsuiteData({ title: cleanLine(area), tests: cases });
  Object.assign(node.testsuite[0]?.['_attr'] as object, {
    timestamp: Date.parse(startedAt) || 0,
    time: sum(cases, ({ seconds }) => seconds * 1_000),
    errors: cases.filter(({ outcome }) => outcome?.element === 'error').length,
  });
  node.testsuite.push(...cases.map((one) => testcase(writer, one)));
  return node;
}

function testcase(writer: Writer, one: JunitCase): XmlNode {
  const test = {
    title: cleanLine(one.name, LONGEST_NAME),
    fullTitle: () => cleanLine(one.area),
    duration: Math.max(0, Math.round(one.seconds * 1_000)),
    consoleOutputs: one.output.map(cleanText),
  };
  const node = writer.getTestcaseData(test);
  if (one.measurements.length > 0) node.testcase.splice(1, 0, properties(one.measurements));
  // Last, because the writer counts by the last element of a case.
  if (one.outcome) node.testcase.push(ending(one.outcome));
  return node;
}

function ending({ element, type, message, text }: NonNullable<JunitCase['outcome']>): XmlNode {
  if (element === 'skipped') return { skipped: { _attr: { message: cleanLine(message) } } };
  // Sonobuoy reports an error with this word in its text as its own timeout.
  const safe = (raw: string) => (element === 'error' ? raw.replaceAll('timeout', 'time-out') : raw);
  return {
    [element]: { _attr: { message: safe(cleanLine(message)), type: cleanLine(type) }, _cdata: safe(cleanText(text)) },
  };
}

function properties(measurements: readonly Measurement[]): XmlNode {
  const property = (one: Measurement) => ({
    property: { _attr: { name: cleanLine(one.id), value: `${roundedValue(one)} ${one.unit}` } },
  });
  return { properties: measurements.map(property) };
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}
