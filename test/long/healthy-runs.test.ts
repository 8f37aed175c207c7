import { expect } from 'chai';
import { localCluster, type LocalCluster } from '../cluster/specs/local-cluster.ts';
import { everything } from '../cluster/specs/residue.ts';
import { runShakedown } from '../cluster/specs/shakedown.ts';

const RUNS = 10;

describe(`Of ${RUNS} runs on a healthy cluster,`, () => {
  let cluster: LocalCluster;
  let beforehand: string[];
  before(async () => {
    cluster = await localCluster();
    beforehand = await everything(cluster);
  });

  for (let number = 1; number <= RUNS; number += 1)
    it(`run ${number} raises no alarm`, async () => {
      const { exit, results } = await runShakedown(cluster);
      expect(results.tests.filter(({ status }) => status !== 'passed' && status !== 'skipped')).to.deep.equal([]);
      expect(results.tests.length).to.be.greaterThan(0);
      expect(exit).to.equal(0);
    });

  it('none leaves anything in the cluster', async () => {
    expect(await everything(cluster)).to.deep.equal(beforehand);
  });
});
