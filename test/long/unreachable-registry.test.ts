import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { prepareLocalRun } from '../../scripts/local-run.ts';
import { localCluster } from '../cluster/specs/local-cluster.ts';
import { marked } from '../cluster/specs/residue.ts';
import { startVerify } from './started-verify.ts';
import { silentProgress } from '../../src/terminal/progress.ts';

describe('A run by Sonobuoy', () => {
  it('ends with the reason when the registry of an image cannot be reached, and leaves nothing behind', async () => {
    const local = await localCluster();
    const run = await prepareLocalRun(silentProgress, local.name);
    const directory = await mkdtemp(join(tmpdir(), 'unreachable-'));
    try {
      const image = 'registry.invalid/shakedown:1';
      const policy = ['--set', 'objects.imagePullPolicy=IfNotPresent'];
      const verify = startVerify({ ...run, image }, directory, policy);
      expect(await verify.ended, verify.printed()).to.equal(5);
      expect(verify.printed()).to.match(
        /^PLUGIN_IMAGE: image "registry\.invalid\/shakedown:1" cannot be pulled \((ErrImagePull|ImagePullBackOff)\): .*dial tcp: .*, for \d\d\.\d s\n {2}expected: the image of the plugin to be pulled\n {2}do: /m,
      );
      expect(await marked(local)).to.deep.equal([]);
    } finally {
      await rm(directory, { recursive: true });
    }
  });
});
