import { expect } from 'chai';
import { loadCluster, type LoadCluster } from './load/load-cluster.ts';
import { everything } from '../cluster/specs/residue.ts';
import { runShakedown } from '../cluster/specs/shakedown.ts';

/** SHAKEDOWN_RUNS overrides it, for work on the tests. */
const RUNS = Number(process.env['SHAKEDOWN_RUNS'] ?? 10);
/** The HPA intervals of the testbed, which does not show the flags of its controller-manager. */
const clocks = { sync: '5s', stabilisation: '30s' };

describe(`Of ${RUNS} runs under load on a healthy cluster,`, () => {
  let cluster: LoadCluster;
  let beforehand: string[];
  before(async () => {
    cluster = await loadCluster();
    beforehand = await everything(cluster);
  });

  for (let number = 1; number <= RUNS; number += 1)
    for (const [area, truth] of [
      // On a machine that runs cluster, generator and target, the event loop is late anyway.
      ['loadtest', undefined],
      ['autoscaling', {}],
    ] as const)
      it(`run ${number} of ${area} raises no alarm`, async () => {
        const config = { ...cluster.config(truth && { truth }), autoscaling: { clocks } };
        const { exit, results } = await runShakedown(cluster, config, ['--target', area]);
        const alarms = results.tests.filter(({ status }) => status !== 'passed' && status !== 'skipped');
        expect(alarms.map(({ id, status, reason }) => `${id} ${status}: ${reason?.message}`)).to.deep.equal([]);
        expect(results.tests.filter(({ status }) => status === 'passed')).to.have.length.greaterThan(0);
        expect(exit).to.equal(0);
      });

  it('none leaves anything in the cluster', async () => {
    expect(await everything(cluster)).to.deep.equal(beforehand);
  });
});
