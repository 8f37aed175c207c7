import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { shakedown } from './command-line.ts';

const RESULTS = new URL('../../src/results/golden/version-1.json', import.meta.url).pathname;

describe('The verdict on a stored run', function () {
  this.timeout(60_000);

  let directory: string;
  beforeEach(async () => (directory = await mkdtemp(join(tmpdir(), 'verdict-'))));
  afterEach(() => rm(directory, { recursive: true }));

  it('is that of the newest run that has results', async () => {
    for (const id of ['20261120-220000-aaaa', '20261121-220000-bbbb'])
      await mkdir(join(directory, 'results', id), { recursive: true });
    await copyFile(RESULTS, join(directory, 'results/20261120-220000-aaaa/results.json'));
    const newest = await shakedown(['verdict'], { cwd: directory });
    const named = await shakedown(['verdict', 'results/20261120-220000-aaaa'], { cwd: directory });
    expect(newest).to.deep.equal(named);
    expect(newest.stdout).to.match(/^[A-Z]+: /);
  });
});
