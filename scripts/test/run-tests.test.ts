import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { expect } from 'chai';
import { inShort, listed, runTests } from './run-tests.ts';
import { silentProgress } from '../../src/terminal/progress.ts';

describe('A set of test files', () => {
  let directory = '';
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'run-tests-'));
  });
  after(() => rm(directory, { recursive: true }));

  const run = async (source: string) => {
    const file = join(directory, 'some.test.mjs');
    await writeFile(file, source);
    return await runTests({ name: 'some tests', files: [file], timeout: 2_000 }, silentProgress);
  };

  it('is counted by test, with the text of each failure', async () => {
    const { failures, times, ...tally } = await run(`
      describe('A ship', () => {
        it('floats', () => {});
        it('sinks', () => { throw new Error('it does not'); });
        it('flies');
      });`);
    expect(tally).to.deep.equal({ passed: 1, failed: 1, skipped: 1 });
    expect(failures).to.have.length(1);
    expect(failures[0]).to.match(/^A ship sinks\nError: it does not\n/);
    expect(times?.map(({ title }) => title)).to.deep.equal(['A ship']);
  });

  it('fails when a file cannot be loaded, with the reason', async () => {
    const { failures, times: _, ...tally } = await run(`import 'no-such-package';`);
    expect(tally).to.deep.equal({ passed: 0, failed: 1, skipped: 0 });
    expect(failures[0]).to.match(/^some tests\nthe tests ended early \(exit code 1\):\n/);
    expect(failures[0]).to.contain("Cannot find package 'no-such-package'");
  });

  it('fails when the process ends before the last test', async () => {
    const { failures, passed } = await run(`it('first', () => {}); it('second', () => process.exit(0));`);
    expect(passed).to.equal(1);
    expect(failures).to.deep.equal(['some tests\nthe tests ended early (exit code 0):\n']);
  });

  it('fails when it has no test or no file', async () => {
    expect((await run('')).failures).to.deep.equal(['some tests\nthe test files contain no test']);
    const none = await runTests({ name: 'some tests', files: [], timeout: 0 }, silentProgress);
    expect(none.failures).to.deep.equal(['some tests\nthere are no test files']);
  });

  it('shows its failures with numbers and indented', () => {
    const plain = stripVTControlCharacters(listed(['a\nb', 'c\n']));
    expect(plain).to.equal('\n1) a\n   b\n\n2) c\n');
  });

  it('names each failure in a line at the end', () => {
    expect(inShort(['a\nb', 'c'])).to.equal('\nFailed:\n1) a\n2) c\n');
    expect(inShort([])).to.equal('');
  });
});
