import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { toJUnit } from '../../../publish/junit.ts';
import type { Results, Status, TestResult } from '../../../results/model.ts';
import { readResults } from '../../../results/read.ts';
import { verdict } from '../../../results/verdict.ts';
import { joinPlugins } from '../plugins/join-plugins.ts';
import { storedResults } from '../stored-results.ts';

const FOREIGN =
  '<testsuite timestamp="2026-11-21T08:00:00"><testcase name="a" time="2"/><testcase name="b" time="1"><failure message="m"/></testcase></testsuite>';

const test = (id: string, status: Status, more: Partial<TestResult> = {}): TestResult => ({
  ...{ id, area: 'dns', title: `title of ${id}`, status, durationSeconds: 1, attempts: 1, measurements: [] },
  ...{ evidence: [], ...(status === 'passed' ? {} : { reason: { code: 'C', message: `why ${id}` } }) },
  ...more,
});
const runOf = (tests: TestResult[], more: Partial<Results['run']> = {}): Results => ({
  schemaVersion: 1,
  run: {
    ...{ id: 'r1', startedAt: '2026-11-21T08:00:00.000Z', endedAt: '2026-11-21T08:01:00.000Z', suiteVersion: '1' },
    ...{ configDigest: 'x', dryRun: false },
    cluster: { name: 'prod eu', uid: '0f3c1b6e-1111-4222-8333-123456789abc', version: 'v1.36.3', nodes: [] },
    ...more,
  },
  plan: tests.map(({ id, area, title }) => ({ id, area, title, safety: 'own' })),
  tests,
});

describe('A JUnit report by itself', () => {
  let directory: string;
  beforeEach(async () => (directory = await mkdtemp(join(tmpdir(), 'loose-'))));
  afterEach(() => rm(directory, { recursive: true }));
  const file = async (name: string, bytes: string | Uint8Array) => {
    await mkdir(join(directory, name, '..'), { recursive: true });
    await writeFile(join(directory, name), bytes);
    return join(directory, name);
  };
  const read = async (path: string): Promise<Results> => {
    const { text, plugins = [], sonobuoy = {} } = await storedResults(path);
    return joinPlugins({ own: text === undefined ? undefined : readResults(text), plugins, sonobuoy });
  };

  it('of anyone has a verdict, also compressed: its tests have the area junit', async () => {
    const sentence = 'FAILED: 1 failed, 1 passed, of 2 tests in 3.0 s; run junit_01.xml';
    for (const bytes of [FOREIGN, gzipSync(FOREIGN)]) {
      const results = await read(await file('junit_01.xml', bytes));
      expect(verdict(results).sentence).to.equal(sentence);
      expect(results.tests.map(({ id, status }) => `${id} ${status}`)).to.deep.equal([
        'junit/a passed',
        'junit/b failed',
      ]);
      expect(results.run.startedAt).to.equal('2026-11-21T08:00:00.000Z');
    }
  });

  it('may be one of several in a directory, which are judged together', async () => {
    await file('logs/junit_01.xml', FOREIGN);
    await file('logs/junit_02.xml', '<testsuite><testcase name="c"/></testsuite>');
    await file('logs/pom.xml', '<project/>');
    const results = await read(directory);
    expect(verdict(results).sentence).to.match(/^FAILED: 1 failed, 2 passed, of 3 tests/);
  });

  it('that was cut off, or has no test, never passes', async () => {
    for (const text of [FOREIGN.slice(0, 90), '<testsuites/>']) {
      const results = await read(await file('junit.xml', text));
      expect(verdict(results).word).to.equal('incomplete');
      expect(results.tests.at(-1)?.reason?.todo).to.equal(
        'take it again from the job that wrote it, or run that again',
      );
    }
  });

  it('of ours has the verdict of the run that it was rendered from', async () => {
    const quarantine = { owner: 'team (shop)', reason: 'SHOP-12; known', until: '2026-12-31' };
    for (const results of [
      runOf([test('dns/a', 'passed'), test('dns/b', 'skipped')]),
      runOf([test('dns/a', 'passed'), test('dns/b', 'failed'), test('dns/c', 'error')]),
      runOf([test('dns/a', 'passed'), test('dns/b', 'error')]),
      runOf([test('dns/a', 'passed'), test('dns/b', 'not-run')], { interruption: 'SIGTERM' }),
      runOf([test('dns/a', 'passed'), test('dns/b', 'inconclusive')]),
      runOf([test('dns/a', 'passed'), test('dns/b', 'failed', { quarantine })]),
      runOf([], { trouble: { kind: 'infrastructure', code: 'X', message: 'the API server does not answer' } }),
      runOf([test('dns/a', 'skipped')]),
    ]) {
      const found = await read(await file('junit.xml', toJUnit(results)));
      const [one, other] = [results, found].map((each) => verdict(each));
      const untimed = (sentence = '') => sentence.replace(/ in \d+m?\d*\S* ?s?(?=[;,])/, '');
      expect(untimed(other?.sentence)).to.equal(untimed(one?.sentence));
      expect(other?.counts).to.deep.equal(one?.counts);
      expect(found.run.cluster).to.deep.equal(results.run.cluster);
      expect(found.tests.map(({ id, status }) => [id, status])).to.deep.equal(
        results.tests.map(({ id, status }) => [id, status]),
      );
    }
  });

  it('of ours stands for one run: several of them are refused', async () => {
    const text = toJUnit(runOf([test('dns/a', 'passed')]));
    await file('r1/junit.xml', text);
    await file('r2/junit.xml', text);
    const message = await storedResults(directory).catch((error: Error) => error.message.split('\n')[0]);
    expect(message).to.equal(
      `RESULTS_NOT_FOUND: ${directory}: it has the JUnit reports of several runs: r1/junit.xml, r2/junit.xml`,
    );
  });
});
