import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect } from 'chai';
import { clusterName } from '../../testbed/machine/layout.ts';
import { ownCluster } from './own-cluster.ts';

describe('The tests of a folder of test/own-cluster', () => {
  const folders = readdirSync(resolve(import.meta.dirname, '../../test/own-cluster'), { withFileTypes: true });

  for (const { name } of folders.filter((entry) => entry.isDirectory()))
    it(`have a cluster with a name that the testbed takes: ${name}`, () => {
      expect(clusterName(ownCluster(name))).to.equal(`shakedown-${name}`);
    });
});
