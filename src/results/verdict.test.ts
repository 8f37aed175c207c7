import { expect } from 'chai';
import type { Results, Status } from './model.ts';
import { verdict } from './verdict.ts';

function judged(statuses: Status[], run: Partial<Results['run']> = {}) {
  const facts = { id: 'r', suiteVersion: '1', configDigest: '0', dryRun: false, cluster: { name: 'c', nodes: [] } };
  const times = { startedAt: '2026-01-01T00:00:00Z', endedAt: '2026-01-01T00:02:10Z' };
  const { word, exitCode, sentence } = verdict({
    schemaVersion: 1,
    run: { ...facts, ...times, ...run },
    plan: [],
    tests: statuses.map((status, index) => ({
      ...{ id: `a/${index}`, area: 'a', title: 't', status },
      ...{ durationSeconds: 1, attempts: 1, measurements: [], evidence: [] },
    })),
  });
  expect(sentence).to.match(/; run r of cluster c$/);
  return [word, exitCode, sentence.replace(/; run r of cluster c$/, '')];
}
const usage = { kind: 'usage', code: 'FOCUS_MATCHES_NOTHING', message: 'no such test' } as const;
const infrastructure = { kind: 'infrastructure', code: 'CLUSTER_UNREACHABLE', message: 'no answer' } as const;

describe('The verdict', () => {
  for (const [what, statuses, run, expected] of [
    ['passed', ['passed', 'passed', 'skipped'], {}, ['passed', 0, 'PASSED: 2 passed, 1 skipped in 2m10s']],
    [
      'none for a dry run, which counts what would be skipped',
      ['not-run', 'not-run', 'skipped'],
      { dryRun: true },
      ['dry-run', 0, 'DRY RUN: 3 tests selected, 1 would be skipped, nothing judged'],
    ],
    [
      'failed, whatever else is wrong',
      ['failed', 'error', 'not-run', 'inconclusive', 'passed', 'skipped'],
      { interruption: 'SIGTERM' },
      [
        'failed',
        1,
        'FAILED: 1 failed, 1 error, 1 not run, 1 inconclusive, 1 passed, 1 skipped, of 6 tests in 2m10s; SIGTERM',
      ],
    ],
    [
      'told without its time when the clock was set back',
      ['passed'],
      { startedAt: '2026-01-01T01:02:10Z' },
      ['passed', 0, 'PASSED: 1 passed (its clock was set back by 1h00m)'],
    ],
    [
      'told without its time when the clock was set ahead, as from 1970',
      ['passed'],
      { startedAt: '1970-01-01T00:00:00Z' },
      ['passed', 0, 'PASSED: 1 passed (its clock was set ahead by about 490896h02m)'],
    ],
    ['usage before all', ['failed'], { trouble: usage }, ['usage', 2, 'USAGE: no such test']],
    [
      'infrastructure before failed',
      ['failed'],
      { trouble: infrastructure },
      ['infrastructure', 5, 'INFRASTRUCTURE: no answer'],
    ],
    [
      'incomplete when a test had an error',
      ['error', 'inconclusive', 'passed'],
      {},
      ['incomplete', 4, 'INCOMPLETE: 1 error, 1 inconclusive, 1 passed, of 3 tests in 2m10s'],
    ],
    [
      'incomplete when a test was not run',
      ['not-run'],
      { interruption: 'the deadline of the run (45m) was reached' },
      ['incomplete', 4, 'INCOMPLETE: 1 not run, of 1 test in 2m10s; the deadline of the run (45m) was reached'],
    ],
    [
      'incomplete when the run was cut off after its last test',
      ['passed'],
      { interruption: 'killed' },
      ['incomplete', 4, 'INCOMPLETE: 1 passed, of 1 test in 2m10s; killed'],
    ],
    [
      'incomplete when the run goes on, or was killed while it cleaned up',
      ['passed'],
      { endedAt: undefined },
      ['incomplete', 4, 'INCOMPLETE: 1 passed, of 1 test; the run has not ended: it goes on, or was killed'],
    ],
    [
      'incomplete for a dry run that has not ended',
      ['not-run'],
      { dryRun: true, endedAt: undefined },
      ['incomplete', 4, 'INCOMPLETE: 1 not run, of 1 test; the run has not ended: it goes on, or was killed'],
    ],
    [
      'failed also for a run that has not ended',
      ['failed'],
      { endedAt: undefined },
      ['failed', 1, 'FAILED: 1 failed, of 1 test; the run has not ended: it goes on, or was killed'],
    ],
    [
      'what ended the run, when it is known',
      ['passed'],
      { endedAt: undefined, interruption: 'killed' },
      ['incomplete', 4, 'INCOMPLETE: 1 passed, of 1 test; killed'],
    ],
    ['incomplete when there was no test', [], {}, ['incomplete', 4, 'INCOMPLETE: no test was planned']],
    [
      'incomplete when nothing was judged',
      ['skipped', 'skipped'],
      {},
      ['incomplete', 4, 'INCOMPLETE: all 2 tests were skipped, so nothing was judged'],
    ],
    [
      'inconclusive when nothing is worse',
      ['inconclusive', 'passed'],
      {},
      ['inconclusive', 3, 'INCONCLUSIVE: 1 inconclusive, 1 passed, of 2 tests in 2m10s'],
    ],
    [
      'none for a dry run that found tests',
      ['not-run', 'not-run'],
      { dryRun: true },
      ['dry-run', 0, 'DRY RUN: 2 tests selected, nothing judged'],
    ],
    [
      'incomplete for a dry run that found none',
      [],
      { dryRun: true },
      ['incomplete', 4, 'INCOMPLETE: no test was planned'],
    ],
    [
      'incomplete for a dry run of tests that would all be skipped',
      ['skipped', 'skipped'],
      { dryRun: true },
      ['incomplete', 4, 'INCOMPLETE: all 2 tests would be skipped, so a run would judge nothing'],
    ],
    [
      'incomplete for a dry run that found a broken spec file',
      ['not-run', 'error'],
      { dryRun: true },
      ['incomplete', 4, 'INCOMPLETE: 1 error, 1 not run, of 2 tests in 2m10s'],
    ],
  ] as const)
    it(`is ${what}`, () => {
      expect(judged([...statuses], run)).to.deep.equal(expected);
    });

  const leftOut = [
    { by: 'run.targets', value: 'dns,nodes', areas: ['storage', 'workloads'] },
    { by: 'run.focus', value: 'dns/', tests: 41 },
    { by: 'scope.namespaces', value: 'shop,web' },
  ];
  for (const [what, statuses, selection, sentence] of [
    [
      'of a partial run that passed',
      ['passed', 'passed', 'skipped'],
      { selected: 3, leftOut: leftOut.slice(1, 2) },
      'PASSED: 2 passed, 1 skipped of 3 selected in 2m10s; 41 not selected (--focus dns/)',
    ],
    [
      'of a partial run that did not pass, with everything that narrowed it',
      ['failed'],
      { selected: 1, leftOut },
      'FAILED: 1 failed, of 1 selected test in 2m10s; areas storage, workloads not selected (--target dns,nodes); ' +
        '41 not selected (--focus dns/); limited by scope.namespaces shop,web',
    ],
    [
      'of a whole run that left out disruptive tests',
      ['passed'],
      { selected: 1, leftOut: [{ by: 'run.disruptive', value: 'false', tests: 2 }] },
      'PASSED: 1 passed in 2m10s; 2 not selected (disruptive)',
    ],
    ['of a whole run', ['passed'], { selected: 1, leftOut: [] }, 'PASSED: 1 passed in 2m10s'],
  ] as const)
    it(`${what} says what was selected`, () => {
      const run = { selection: { ...selection, leftOut: selection.leftOut.map((one) => structuredClone(one)) } };
      expect(judged([...statuses], run)[2]).to.equal(sentence);
    });

  it('of an older partial run says so according to its settings', () => {
    const settings = [
      { key: 'time.settle', value: '5m', origin: 'E2E_X' },
      { key: 'run.focus', value: 'dns/', origin: '--focus' },
    ];
    expect(judged(['passed'], { settings })[2]).to.equal(
      'PASSED: 1 passed of 1 selected in 2m10s; limited by --focus dns/',
    );
  });

  for (const [uid, whose] of [
    ['5c1b0f0e-0000-4000-8000-000000000000', 'run r of the cluster with uid 5c1b0f0e'],
    [undefined, 'run r'],
  ] as const)
    it(`tells a cluster without a name of its own by ${uid === undefined ? 'nothing' : 'its uid'}`, () => {
      const times = { startedAt: '2026-01-01T00:00:00Z', endedAt: '2026-01-01T00:02:10Z' };
      const facts = { id: 'r', ...times, suiteVersion: '1', configDigest: '0', dryRun: false };
      const run = { ...facts, cluster: { name: 'cluster', ...(uid !== undefined && { uid }), nodes: [] } };
      expect(verdict({ schemaVersion: 1, run, plan: [], tests: [] }).sentence).to.equal(
        `INCOMPLETE: no test was planned; ${whose}`,
      );
    });
});
