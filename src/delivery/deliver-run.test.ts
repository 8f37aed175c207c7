import { expect } from 'chai';
import { configSchema } from '../config/schema.ts';
import { ShakedownError } from '../errors/shakedown-error.ts';
import { deliveredLines, deliverRun, failedText } from './deliver-run.ts';
import type { DeliverRun, FinishedRun, RunSink } from './run-sink.ts';

const run: FinishedRun = {
  directory: 'results/r1',
  results: {
    schemaVersion: 1,
    run: {
      ...{ id: 'r1', startedAt: '2026-01-01T00:00:00Z', suiteVersion: '1', configDigest: 'x', dryRun: false },
      cluster: { name: 'cluster', nodes: [] },
    },
    plan: [],
    tests: [],
  },
  config: configSchema.parse({}),
};

const sinkOf = (deliver: DeliverRun, limitMs = 60_000): RunSink => ({
  ...{ turnedOnBy: 'cluster.name', isTurnedOn: () => true, limitMs, load: async () => deliver },
});
const never = () => new Promise<never>(() => {});
const signal = new AbortController().signal;

describe('The delivery of a run', () => {
  it('to one place does not depend on another', async () => {
    const refused = new ShakedownError('ARCHIVE_REFUSED', {
      ...{ meaning: 'infrastructure', expected: 'to be let in', seen: 'the key was refused\nby the server' },
    });
    const deliveries = await deliverRun(run, {
      signal,
      sinks: {
        archive: sinkOf(() => Promise.reject(refused)),
        broken: { ...sinkOf(never), load: () => Promise.reject(new Error('no such package')) },
        slack: sinkOf(async ({ directory }) => `told about ${directory}`),
      },
    });
    expect(deliveredLines(deliveries)).to.deep.equal(['slack: told about results/r1']);
    expect(failedText(deliveries)).to.equal(
      'not published to archive: the key was refused; expected: to be let in; not published to broken: no such package',
    );
  });

  it('ends at its limit, also when the place takes no notice', async () => {
    const seen: string[] = [];
    const listening: DeliverRun = (_, ended) =>
      new Promise((__, fail) => {
        ended.addEventListener('abort', () => {
          seen.push(String(ended.reason));
          fail(new DOMException('The operation was aborted', 'AbortError'));
        });
      });
    const deliveries = await deliverRun(run, {
      ...{ signal, atMostMs: 20 },
      sinks: { deaf: sinkOf(never), listening: sinkOf(listening), late: sinkOf(never, 10) },
    });
    expect(failedText(deliveries)).to.equal(
      'not published to deaf: it took longer than 20 ms; not published to listening: it took longer than 20 ms; not published to late: it took longer than 10 ms',
    );
    expect(seen).to.deep.equal(['Error: it took longer than 20 ms']);
  });

  it('goes to the archive first, so that others can link to it if it worked', async () => {
    const seen: string[] = [];
    const tell = sinkOf(async ({ isArchived = false }) => {
      seen.push(isArchived ? 'archived' : 'not archived');
      return 'told';
    });
    const upload = sinkOf(async () => {
      await new Promise((resolve) => setImmediate(resolve));
      seen.push('uploaded');
      return 'uploaded';
    });
    const refuse = sinkOf(() => Promise.reject(new Error('refused')));
    await deliverRun(run, { signal, sinks: { tell, archive: { ...upload, archives: true } } });
    const failed = await deliverRun(run, { signal, sinks: { tell, archive: { ...refuse, archives: true } } });
    expect(seen).to.deep.equal(['uploaded', 'archived', 'not archived']);
    expect(deliveredLines(failed)).to.deep.equal(['tell: told']);
  });

  it('ends when the command is stopped', async () => {
    const stop = new AbortController();
    const delivered = deliverRun(run, { signal: stop.signal, sinks: { slack: sinkOf(never) } });
    stop.abort(new Error('it was stopped by SIGINT'));
    expect(failedText(await delivered)).to.equal('not published to slack: it was stopped by SIGINT');
  });
});
