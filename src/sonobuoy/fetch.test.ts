import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { pretendedSonobuoy, type Answer } from '../../test/no-cluster/cli/pretended-sonobuoy.ts';
import { jumpingClock } from '../time/clock.ts';
import { fetchArchive } from './fetch.ts';
import { findSonobuoy } from './program.ts';

const whole = 'the whole archive';
const tar = { name: 'a.tar.gz', size: whole.length, sha256: createHash('sha256').update(whole).digest('hex') };

describe('The archive of a run', () => {
  let directory: string;
  beforeEach(async () => (directory = await mkdtemp(join(tmpdir(), 'fetch-'))));
  afterEach(() => rm(directory, { recursive: true }));

  async function fetched(retrieve: Answer[]) {
    await using pretended = await pretendedSonobuoy({ version: [{ stdout: 'v0.57.5' }], retrieve });
    const sonobuoy = await findSonobuoy({ path: pretended.path, namespace: 'sonobuoy' });
    const clock = jumpingClock();
    const path = await fetchArchive(sonobuoy, tar, directory, { clock, signal: new AbortController().signal }).catch(
      (error: Error) => error.message,
    );
    return { path, seconds: clock.now() / 1_000, calls: (await pretended.calls()).length - 1 };
  }

  it('is fetched', async () => {
    const { path, seconds } = await fetched([{ file: whole }]);
    expect(path).to.equal(join(directory, 'sonobuoy.tar.gz'));
    expect(seconds).to.equal(0);
  });

  it('is fetched again when the connection failed, when it is incomplete, and when it has another hash', async () => {
    const other = whole.replace('whole', 'other');
    const { path, seconds, calls } = await fetched([
      { exit: 2, stderr: 'error retrieving results: EOF' },
      { file: whole.slice(0, 5) },
      { file: other },
      { file: whole },
    ]);
    expect(path).to.equal(join(directory, 'sonobuoy.tar.gz'));
    expect({ seconds, calls }).to.deep.equal({ seconds: 1 + 2 + 4, calls: 4 });
  });

  it('fails after a minute with the last problem, and leaves no incomplete archive', async () => {
    const { path, seconds, calls } = await fetched([{ file: whole.slice(0, 5) }]);
    expect(path).to.equal(
      [
        'SONOBUOY_RETRIEVE: only 5 of 17 bytes were received',
        '  expected: the archive a.tar.gz to be fetched completely',
        '  do:       with --keep the run stays in the cluster: fetch it with `sonobuoy retrieve`',
      ].join('\n'),
    );
    expect({ seconds, calls }).to.deep.equal({ seconds: 60, calls: 7 });
    expect(await readdir(directory)).to.deep.equal([]);
  });
});
