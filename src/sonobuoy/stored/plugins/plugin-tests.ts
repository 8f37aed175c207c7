import { redactedValues } from '../../../redaction/redacted-values.ts';
import type { Reason, TestResult } from '../../../results/model.ts';
import { unrunTest } from '../../../results/unrun-test.ts';
import type { PluginCaseOn, PluginProblem, PluginResults } from './plugin-results.ts';

/**
 * The tests of a plugin in our model; pure. The area is the name of the plugin, and the id stays the same from run to run: it is the name of the
 * test, after its node if the plugin runs on each. Where several tests have a name, what the name is in comes before it, and then a number after it.
 * What the plugin did not hand over is a test that has not run; a report that cannot be read is an error. Nobody has looked for credentials in what
 * it says: here they are left out.
 */
export function pluginTests({ name, cases: handedOver, problems }: PluginResults): TestResult[] {
  const cases = redactedValues(handedOver, NAMES);
  const short = counted(cases.map((one) => join(name, one.node, one.name)));
  const seen = new Map<string, number>();
  const tests = cases.map((one) => {
    const plain = join(name, one.node, one.name);
    const full = (short.get(plain) ?? 0) > 1 ? join(name, one.node, one.group, one.name) : plain;
    const times = (seen.get(full) ?? 0) + 1;
    seen.set(full, times);
    return testOf(one, { id: times === 1 ? full : `${full} #${times}`, area: name });
  });
  return [...tests, ...problems.map((problem) => missing(name, problem))];
}

/** What is not written by the plugin. */
const NAMES: ReadonlySet<string> = new Set(['node', 'status']);

const STATUS = { passed: 'passed', failed: 'failed', skipped: 'skipped', unknown: 'inconclusive' } as const;

function testOf(one: PluginCaseOn, { id, area }: { id: string; area: string }): TestResult {
  const { name, seconds, message, detail } = one;
  const status = STATUS[one.status];
  const reason: Reason = {
    code: `PLUGIN_${one.status.toUpperCase()}`,
    message: message ?? 'the plugin gives no reason',
    // The message is the first line of it where the report has none of its own.
    ...(detail !== undefined && { detail: detail.startsWith(message ?? '') ? detail : `${message}\n${detail}` }),
  };
  return {
    ...{ id, area, title: name === '' ? 'a test without a name' : name, status },
    ...(status === 'passed' ? {} : { reason }),
    ...{ durationSeconds: seconds, attempts: 1, measurements: [], evidence: [] },
  };
}

function missing(area: string, { node, kind, message, todo }: PluginProblem): TestResult {
  return unrunTest({
    id: join(area, node, kind === 'lost' ? 'results' : 'report'),
    area,
    title: kind === 'lost' ? 'the plugin hands over its results' : 'the report of the plugin can be read',
    status: kind === 'lost' ? 'not-run' : 'error',
    reason: {
      code: kind === 'lost' ? 'PLUGIN_LOST' : 'PLUGIN_REPORT_UNREADABLE',
      message,
      todo: todo ?? `look at plugins/${area} in the archive, and run the plugin again`,
    },
  });
}

function join(...parts: (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join('/');
}

function counted(texts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}
