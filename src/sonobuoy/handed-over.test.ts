import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { readHandedOver } from './verify.ts';

describe('What the plugin has handed over', () => {
  it('is refused without results.json, with a message that says what was handed over', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'handed-over-'));
    try {
      await writeFile(join(directory, 'junit.xml'), '<testsuites/>');
      const error = await readHandedOver(directory).catch((reason: Error) => reason);
      expect((error as Error).message).to.equal(
        'PLUGIN_NO_RESULTS: no results.json in the archive; the results directory has: junit.xml\n  expected: the plugin to hand over its results\n  do:       see podlogs/ in sonobuoy.tar.gz next to the results',
      );
    } finally {
      await rm(directory, { recursive: true });
    }
  });
});
