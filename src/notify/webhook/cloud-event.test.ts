import { expect } from 'chai';
import { eventOf } from '../event/event-of.ts';
import { exampleEvents } from '../example-events.fixture.ts';
import { endedTest, nightlyRun } from '../runs.fixture.ts';
import type { RunEvent } from '../event/run-event.ts';
import { cloudEvent } from './cloud-event.ts';

type Data = { failures: { tests: unknown[] }[]; left: { causes: number; tests: number } };
const dataOf = (...args: Parameters<typeof cloudEvent>) => cloudEvent(...args).data as Data;
const failing = (ids: readonly string[], cause = () => 'timed out') =>
  eventOf(
    nightlyRun(
      2,
      ids.map((id) => endedTest(id, 'failed', { title: id, reason: { code: 'X', message: cause() } })),
    ),
    [],
  );
const bytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

describe('The CloudEvent of a cluster that is left', () => {
  it('is another event each time that its deletion fails, with when and why', () => {
    const event = cloudEvent(exampleEvents['cluster left'] as RunEvent);
    expect([event.type, event.id, event.subject, event.time]).to.deep.equal([
      'shakedown.run.cluster-left',
      '20261120-220000-aaaa-cluster-left-2026-11-20T22:40:00.000Z',
      '20261120-220000-aaaa',
      '2026-11-20T22:40:00.000Z',
    ]);
    expect((event.data as { leftCluster: object }).leftCluster).to.deep.equal({
      at: '2026-11-20T22:40:00.000Z',
      message: 'it ended with exit code 1, 3 times',
    });
  });
});

describe('The failures of a CloudEvent', () => {
  it('are the first tests of a cause that has hit more than there is room for, and the number of the others', () => {
    const ids = Array.from(
      { length: 120 },
      (_, index) => `e2e/${'StatefulSet should perform canary updates '.repeat(5)}${index}`,
    );
    const { failures, left } = dataOf(failing(ids));
    expect(failures[0]?.tests.length).to.be.within(50, 100);
    expect(left).to.deep.equal({ causes: 0, tests: 120 - (failures[0]?.tests.length ?? 0) });
    expect(bytes(failures)).to.be.within(38_000, 40_000);
  });

  it('are bounded in bytes, whatever characters the names have', () => {
    const ids = Array.from({ length: 120 }, (_, index) => `${'ж'.repeat(390)}${index}`);
    const { failures } = dataOf(failing(ids));
    expect(failures[0]?.tests.length).to.be.greaterThan(10);
    expect(bytes(failures)).to.be.at.most(40_000);
  });

  it('end with the part of a cause that fits', () => {
    let number = 0;
    const ids = Array.from({ length: 300 }, (_, index) => `workloads/deployment/${'x'.repeat(200)}/${index}`);
    const { failures, left } = dataOf(failing(ids, () => `cause ${'abcdefghij'[number++ % 10]}`));
    expect(failures.length).to.be.within(2, 9);
    expect(left.causes).to.equal(10 - failures.length);
    expect(left.tests).to.equal(300 - failures.reduce((sum, { tests }) => sum + tests.length, 0));
    expect(failures.at(-1)?.tests.length).to.be.within(1, 30);
  });

  for (const [name, event] of Object.entries(exampleEvents))
    it(`leave the event below 64 KiB: ${name}`, () => {
      expect(bytes(cloudEvent(event, 'https://reports.example/r.html'))).to.be.at.most(64 * 1_024);
    });
});
