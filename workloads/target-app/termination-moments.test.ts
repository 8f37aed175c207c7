import { expect } from 'chai';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { terminationMoments } from './termination-moments.ts';

describe('The moments of an app that ends', () => {
  let directory: string;
  beforeEach(async () => void (directory = await mkdtemp(join(tmpdir(), 'termination-'))));
  afterEach(() => rm(directory, { recursive: true }));

  it('are its termination message, each the first time', async () => {
    const file = join(directory, 'termination-log');
    await writeFile(file, '');
    const moments = terminationMoments(file);
    const before = Date.now();
    moments.note('sigterm');
    const first = JSON.parse(await readFile(file, 'utf8')) as { sigterm: number };
    expect(first.sigterm).to.be.within(before, Date.now());
    moments.note('sigterm');
    moments.note('exit');
    const both = JSON.parse(await readFile(file, 'utf8')) as { sigterm: number; exit: number };
    expect(both.sigterm).to.equal(first.sigterm);
    expect(both.exit).to.be.at.least(first.sigterm);
  });

  it('are not written where the kubelet has created no file', () => {
    const file = join(directory, 'termination-log');
    terminationMoments(file).note('sigterm');
    expect(existsSync(file)).to.equal(false);
  });
});
