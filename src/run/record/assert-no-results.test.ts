import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { assertNoResults } from './assert-no-results.ts';

describe('The directory of a run', () => {
  let directory: string;
  beforeEach(async () => (directory = await mkdtemp(join(tmpdir(), 'used-'))));
  afterEach(() => rm(directory, { recursive: true }));

  const refusal = async (of = directory) => {
    try {
      await assertNoResults(of);
      return undefined;
    } catch (error) {
      return (error as Error).message.replaceAll(directory, 'DIR');
    }
  };

  it('may be absent, empty, or contain files of others', async () => {
    expect(await refusal(join(directory, 'absent'))).to.equal(undefined);
    expect(await refusal()).to.equal(undefined);
    await mkdir(join(directory, 'lost+found'));
    await writeFile(join(directory, '.gitkeep'), '');
    expect(await refusal()).to.equal(undefined);
  });

  for (const name of ['results.json', 'junit.xml', 'journal.ndjson', 'shakedown.log', 'sonobuoy.tar.gz', 'load.json'])
    it(`is refused when it has a ${name}: it could pass for that of this run`, async () => {
      await writeFile(join(directory, name), '');
      expect(await refusal()).to.equal(
        `RESULTS_DIR_USED: DIR has results of another run: ${name}\n  expected: a directory for the results of this run alone\n` +
          '  do:       name another directory with --results-dir, or remove this one first',
      );
    });

  it('is refused when it is a file', async () => {
    const file = join(directory, 'file');
    await writeFile(file, '');
    expect(await refusal(file)).to.equal(
      'RESULTS_DIR_UNUSABLE: DIR/file is not a directory\n  expected: a directory for the results of this run\n' +
        '  do:       name another directory with --results-dir',
    );
  });
});
