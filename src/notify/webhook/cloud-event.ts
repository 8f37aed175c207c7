import { cleanLine } from '../../results/clean-text.ts';
import { isNamed } from '../../results/same-cluster.ts';
import type { FailureGroup, RunEvent } from '../event/run-event.ts';
import { headline } from '../words/headline.ts';

/** An event in the JSON format of CloudEvents 1.0. https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md */
export interface CloudEvent {
  specversion: '1.0';
  /** `shakedown.run.first-failure` */
  type: string;
  /** `/shakedown/clusters/staging` */
  source: string;
  /** The same however often it is sent: a receiver may drop what it has. That a cluster is left is another event each time that its deletion fails. */
  id: string;
  /** The run. */
  subject: string;
  time: string;
  datacontenttype: 'application/json';
  data: object;
}

/** The maximum size of the failures, in bytes: events of up to 64 KiB pass everywhere, and what is around the failures takes some of it. */
const FAILURES = 40_000;
/** How many tests of a cause, and how many entries of each kind of change, are listed. */
const LISTED = 100;
/** The maximum length of a text, in characters. */
const LONGEST = 400;

/**
 * An event as a CloudEvent; pure. Lists are bounded: `left` counts what is left out of the failures, and `count` has the number of each change.
 * @param reportUrl the address of the report, if there is one.
 */
export function cloudEvent(event: RunEvent, reportUrl?: string): CloudEvent {
  const { kind, repeats, run, cluster, verdict, failingSince, fixedAfter, notRepaired, leftCluster, changes } = event;
  const type = kind.replaceAll(' ', '-');
  const source = isNamed(cluster) ? cluster.name : (cluster.uid ?? cluster.name);
  return {
    ...{
      specversion: '1.0',
      type: `shakedown.run.${type}`,
      source: `/shakedown/clusters/${encodeURIComponent(source)}`,
    },
    ...{
      id: [run.id, type, ...(leftCluster ? [leftCluster.at] : [])].join('-'),
      subject: run.id,
      time: leftCluster?.at ?? run.endedAt ?? run.startedAt,
    },
    datacontenttype: 'application/json',
    data: {
      ...{ kind, repeats, headline: headline(event, 300), run, cluster, verdict },
      ...(leftCluster && { leftCluster: { ...leftCluster, message: cleanLine(leftCluster.message, LONGEST) } }),
      ...(failingSince && { failingSince }),
      ...(fixedAfter !== undefined && { fixedAfter }),
      ...(notRepaired && { notRepaired: boundedLists({ ...notRepaired }) }),
      ...(event.quarantined.length > 0 && {
        quarantined: boundedLists({ tests: event.quarantined.map(({ id }) => id) }).tests,
      }),
      ...(event.notices.length > 0 && {
        notices: event.notices.slice(0, LISTED / 10).map((one) => cleanLine(one, LONGEST)),
      }),
      ...(reportUrl !== undefined && { reportUrl }),
      ...boundedFailures(event.failures),
      ...(changes && { changes: boundedChanges(changes) }),
    },
  };
}

/** The failures as far as there is room for them: of the last group that is listed, as many tests as fit; the first one has always one. */
function boundedFailures(all: readonly FailureGroup[]): object {
  const failures: FailureGroup[] = [];
  let room = FAILURES;
  for (const group of all) {
    const one = fitting(boundedGroup(group), room, failures.length === 0 ? 1 : 0);
    if (one === undefined) break;
    failures.push(one);
    room -= bytesOf(one);
    if (one.tests.length < Math.min(group.tests.length, LISTED)) break;
  }
  const testsIn = (groups: readonly FailureGroup[]) => groups.reduce((sum, { tests }) => sum + tests.length, 0);
  return { failures, left: { causes: all.length - failures.length, tests: testsIn(all) - testsIn(failures) } };
}

/** A group with as many of its tests as fit, and at least so many; `undefined` when that is none. */
function fitting(group: FailureGroup, room: number, least: number): FailureGroup | undefined {
  let left = room - bytesOf({ ...group, tests: [] });
  const fits = group.tests.findIndex((test) => (left -= bytesOf(test) + 1) < 0);
  const number = Math.max(least, fits < 0 ? group.tests.length : fits);
  return number === 0 ? undefined : { ...group, tests: group.tests.slice(0, number) };
}

/** The size of a value in JSON, in bytes of UTF-8. */
function bytesOf(value: object): number {
  return Buffer.byteLength(JSON.stringify(value));
}

function boundedGroup({ cause, todo, tests, ...more }: FailureGroup): FailureGroup {
  return {
    ...more,
    cause: cleanLine(cause, LONGEST),
    ...(todo !== undefined && { todo: cleanLine(todo, LONGEST) }),
    tests: tests
      .slice(0, LISTED)
      .map((test) => ({ ...test, id: cleanLine(test.id, LONGEST), title: cleanLine(test.title, LONGEST) })),
  };
}

function boundedChanges({ last, facts, ...lists }: NonNullable<RunEvent['changes']>): object {
  return { last, facts: facts.slice(0, LISTED / 4).map((fact) => shortFact(fact)), ...boundedLists(lists) };
}

/** Lists of ids, each as its number and the first of them. */
function boundedLists<Name extends string>(lists: Record<Name, readonly string[]>): Record<Name, object> {
  const bounded = Object.entries<readonly string[]>(lists).map(([name, ids]) => {
    const listed = ids.slice(0, LISTED / 4).map((id) => cleanLine(id, LONGEST / 4));
    return [name, { count: ids.length, ids: listed }];
  });
  return Object.fromEntries(bounded) as Record<Name, object>;
}

function shortFact({ what, before, after }: { what: string; before: string; after: string }): object {
  return { what, before: cleanLine(before, LONGEST / 2), after: cleanLine(after, LONGEST / 2) };
}
