import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { readHandedOver } from './verify.ts';

describe('What the plugin has handed over', () => {
  it('is refused without results.json, with a message that says what was handed over', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'handed-over-'));
    try {
      await writeFile(join(directory, 'junit.xml'), '<testsuites/>');
      const error = await readHandedOver(directory, 'r1').catch((reason: Error) => reason);
      expect((error as Error).message).to.equal(
        'PLUGIN_NO_RESULTS: no results.json in the archive; the results directory has: junit.xml\n  expected: the plugin to hand over its results\n  do:       see plugins/shakedown/errors in sonobuoy.tar.gz next to the results, and run again with --keep to read the logs of its pod',
      );
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  it('is refused when it is of another run: a green one must not pass for this one', async () => {
    const golden = await readFile(join(import.meta.dirname, '../results/golden/version-1.json'), 'utf8');
    const directory = await mkdtemp(join(tmpdir(), 'handed-over-'));
    try {
      await writeFile(join(directory, 'results.json'), golden);
      const { run } = await readHandedOver(directory, '20260101-000000-k3f9');
      expect(run.id).to.equal('20260101-000000-k3f9');
      const error = await readHandedOver(directory, 'r1').catch((reason: Error) => reason);
      expect((error as Error).message).to.match(
        /^PLUGIN_FOREIGN_RESULTS: they are those of run 20260101-000000-k3f9\n {2}expected: the plugin to hand over the results of run r1\n/,
      );
    } finally {
      await rm(directory, { recursive: true });
    }
  });
});
