import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { filesOfRun } from './run-files.ts';

describe('The files of a run that are archived', () => {
  it('are those of a night, too: the state before it, the comparison, the archive of the conformance tests', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'run-files-'));
    const archived = [
      ...['before.json', 'comparison.md', 'conformance/sonobuoy-config.json', 'conformance/sonobuoy.tar.gz'],
      ...['evidence/dns/a/events.txt', 'results.json'],
    ];
    for (const file of [...archived, 'told/slack.json', 'notes.txt', 'conformance/sonobuoy.tar.gz.unfinished']) {
      await mkdir(dirname(join(directory, file)), { recursive: true });
      await writeFile(join(directory, file), '');
    }
    expect(await filesOfRun(directory)).to.deep.equal(archived);
    await rm(directory, { recursive: true });
  });
});
