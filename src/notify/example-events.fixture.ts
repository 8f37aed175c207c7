import { QUARANTINE_NOTE } from '../results/quarantine.ts';
import { eventOf } from './event/event-of.ts';
import type { RunEvent } from './event/run-event.ts';
import { endedTest, nightlyRun } from './runs.fixture.ts';

/** What somebody may name an object so that a message calls a channel, forges a link, or leaves its place. */
export const HOSTILE =
  '<!channel> <@U123> <https://evil.example|Report> @here #general &lt;!here&gt; ``` *bold* _x_ ~y~ `code` \n> quote ::error::x {{x}} 🔥';

const pull = (name: string) => ({
  reason: {
    ...{ code: 'NO_PULL', todo: `kubectl -n shop describe pod ${name}-6f9c7d5b8-x2xkq` },
    message: `image "registry.example/${name}:1.2.4" cannot be pulled (ImagePullBackOff): not found (pod ${name}-6f9c7d5b8-x2xkq)`,
  },
});
const noNode = {
  reason: {
    ...{ code: 'NO_NODE', message: 'it cannot be scheduled: 0/3 nodes are available: 3 Insufficient memory' },
    todo: 'kubectl -n team-b describe pod db-1',
  },
};
const passed = Array.from({ length: 117 }, (_, index) => endedTest(`dns/name-${index}`, 'passed'));
const green = nightlyRun(20, [
  ...passed,
  ...['workloads/deployment/shop/web', 'workloads/statefulset/team-b/db', 'workloads/statefulset/team-c/db'].map((id) =>
    endedTest(id, 'passed'),
  ),
]);
const red = (day: number) =>
  nightlyRun(
    day,
    [
      ...passed,
      endedTest('workloads/deployment/shop/web', 'failed', pull('web')),
      endedTest('workloads/statefulset/team-b/db', 'failed', noNode),
      endedTest('workloads/statefulset/team-c/db', 'failed', noNode),
    ],
    { cluster: { ...green.run.cluster, version: 'v1.37.2' } },
  );
const many = (count: number) =>
  nightlyRun(
    22,
    Array.from({ length: count }, (_, index) =>
      endedTest(`workloads/deployment/team-${index}/web-${'x'.repeat(index % 60)}`, 'failed', {
        reason: {
          ...{ code: 'WAIT_TOO_LONG', todo: `kubectl -n team-${index} get pods` },
          message: `cause ${index % 60}: ${'the container ends with exit code 1 '.repeat(index % 9)}`,
        },
      }),
    ),
  );

/** Events of each kind, and of any size and text. */
export const exampleEvents: Readonly<Record<string, RunEvent>> = {
  'first failure': eventOf(red(21), [green]),
  'still failing': eventOf(red(22), [green, red(21)]),
  changed: eventOf(nightlyRun(23, [endedTest('dns/name-1', 'failed'), ...red(22).tests.slice(1)]), [
    green,
    red(21),
    red(22),
  ]),
  fixed: eventOf({ ...green, run: { ...green.run, id: '20261124-220000-aaaa' } }, [green, red(21), red(22)]),
  passed: eventOf({ ...green, run: { ...green.run, id: '20261124-220000-aaaa' } }, [green]),
  incomplete: eventOf(
    nightlyRun(25, [], {
      trouble: { kind: 'infrastructure', code: 'CLUSTER_UNREACHABLE', message: 'the API server does not answer' },
    }),
    [green],
  ),
  'cluster left': eventOf(
    {
      ...green,
      run: {
        ...green.run,
        leftCluster: { at: '2026-11-20T22:40:00.000Z', message: 'it ended with exit code 1, 3 times' },
      },
    },
    [red(19)],
  ),
  '300 failures': eventOf(many(300), [green]),
  '5,000 failures': eventOf(many(5_000), [green]),
  'no longer failing': eventOf(
    nightlyRun(
      24,
      [
        ...passed,
        ...Array.from({ length: 12 }, (_, index) =>
          endedTest(`${HOSTILE}${'&'.repeat(300)}${index}`, 'failed', {
            quarantine: { owner: HOSTILE, reason: `${HOSTILE}${'<'.repeat(500)}`, until: '2026-12-31' },
          }),
        ),
      ],
      { notes: Array.from({ length: 12 }, () => `${QUARANTINE_NOTE}${HOSTILE}${'&'.repeat(500)}`) },
    ),
    [green, red(21), red(22)],
  ),
  hostile: eventOf(
    nightlyRun(
      21,
      Array.from({ length: 12 }, (_, index) =>
        endedTest(`${HOSTILE}${'&'.repeat(300)}${index}`, 'failed', {
          title: HOSTILE,
          reason: {
            code: 'X',
            message: `${index} ${HOSTILE} ${'<'.repeat(500)}`,
            todo: `${HOSTILE}${'`<&'.repeat(200)}`,
          },
        }),
      ),
      { cluster: { name: HOSTILE, version: HOSTILE, nodes: [] }, suiteVersion: HOSTILE },
    ),
    [nightlyRun(20, [endedTest('a', 'passed')], { cluster: { name: HOSTILE, version: 'v1', nodes: [] } })],
  ),
};
