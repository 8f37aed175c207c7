import type { Planned, Reason, Results, RunFacts, Status, TestResult } from '../../../results/model.ts';
import type { PluginCase, Report } from '../plugins/plugin-case.ts';

/** The area of the cases that are about the run, and not about a test of it; see `junit-cases.ts`. */
const OF_RUN = 'shakedown';
/** How a message of a failure begins that is quarantined. */
const QUARANTINED = /^failed, but quarantined until (\d{4}-\d\d-\d\d) \((.*?)\): (.*?); (.*)$/;

/**
 * The results that a JUnit report of ours was rendered from, as far as it tells: statuses, reasons and the run; no measurement, note or evidence; pure.
 * @param report with the properties of its suites.
 */
export function ownResults({ cases, problem, startedAt, ofOurs = {} }: Report): Results {
  const tests = cases.filter((one) => one.group !== OF_RUN).map(testOf);
  const ofRun = (type: string) => cases.find((one) => one.group === OF_RUN && one.type === type);
  const start = startedAt ?? new Date(0).toISOString();
  const seconds = tests.reduce((sum, test) => sum + test.durationSeconds, 0);
  const troubled = (['usage', 'infrastructure'] as const).find((kind) => ofRun(kind));
  const why = problem ?? ofRun('interrupted')?.message;
  return {
    schemaVersion: 1,
    run: {
      ...{ id: ofOurs['run'] ?? 'unknown', startedAt: start, suiteVersion: ofOurs['suite'] ?? 'unknown' },
      ...{ endedAt: new Date(Date.parse(start) + seconds * 1_000).toISOString(), configDigest: 'unknown' },
      ...{ dryRun: false, cluster: clusterOf(ofOurs['cluster'] ?? '') },
      notes: [
        'this is what its JUnit report tells: no measurements, notes or evidence, and the sum of the times of its tests',
        ...(ofOurs['left out'] === undefined ? [] : [`not selected: ${ofOurs['left out']}`]),
      ],
      ...(why !== undefined && { interruption: why }),
      ...(troubled && { trouble: { kind: troubled, ...reasonOf(ofRun(troubled)) } }),
    },
    plan: tests.map(({ id, area, title }): Planned => ({ id, area, title, safety: 'own' })),
    tests,
  };
}

/** The name of a case has the id at its end, in brackets. */
function testOf(one: PluginCase): TestResult {
  const [, title = one.name, id = one.name] = /^(.*) \[(.*)\]$/.exec(one.name) ?? [];
  const [, until, owner, reason, message] = QUARANTINED.exec(one.message ?? '') ?? [];
  const isQuarantined = until !== undefined && owner !== undefined && reason !== undefined;
  const status = isQuarantined ? 'failed' : statusOf(one);
  return {
    ...{ id, area: one.group, title, status },
    ...(status !== 'passed' && { reason: { ...reasonOf(one), ...(isQuarantined && message && { message }) } }),
    ...(isQuarantined && { quarantine: { until, owner, reason } }),
    ...{ durationSeconds: one.seconds, attempts: 1, measurements: [], evidence: [] },
  };
}

function statusOf({ status, type }: PluginCase): Status {
  if (status === 'passed' || status === 'skipped') return status;
  return (['inconclusive', 'error', 'not-run'] as const).find((word) => word === type) ?? 'failed';
}

function reasonOf(one: PluginCase | undefined): Reason {
  const { type, message = 'the report gives no reason', detail } = one ?? {};
  return { code: type ?? 'JUNIT', message, ...(detail !== undefined && { detail }) };
}

/** The property is `name uid version`, of which the last two may be absent. */
function clusterOf(text: string): RunFacts['cluster'] {
  const [, name = '', uid, version] = /^(.*?)(?: ([0-9a-f]{8}-[0-9a-f-]{27}))?(?: (v\d+\.\S+))?$/.exec(text) ?? [];
  return { name: name || 'cluster', ...(uid && { uid }), ...(version && { version }), nodes: [] };
}
