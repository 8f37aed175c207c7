import { expect } from 'chai';
import { nightlyRun } from '../../notify/runs.fixture.ts';
import { compare } from './comparison.ts';
import { lostPools } from './lost-pools.ts';

/** A run of a cluster with a node of each of these pools. */
function runWith(day: number, ...pools: (string | undefined)[]) {
  const run = nightlyRun(day, []);
  const nodes = pools.map((pool, at) => ({
    ...{ name: `node-${at}`, version: 'v1.36.3', os: 'Linux', runtime: 'containerd', simulated: false },
    ...(pool !== undefined && { pool }),
  }));
  return { ...run, run: { ...run.run, cluster: { ...run.run.cluster, nodes } } };
}

describe('A pool of nodes that vanished', () => {
  const both = runWith(2, 'general', 'gpu');
  const general = runWith(3, 'general', 'general');

  it('is a regression, and among the facts that changed', () => {
    const { regressions, lostPools: lost, facts } = compare({ before: [both], after: [general] });
    expect([regressions, lost]).to.deep.equal([['node pool gpu is missing'], ['gpu']]);
    expect(facts).to.deep.include({ what: 'pools of nodes', before: 'general (1), gpu (1)', after: 'general (2)' });
  });

  it('is none that was replaced, or that came and went before', () => {
    expect(lostPools([both], [runWith(3, 'general', 'gpu-2')], [])).to.deep.equal([]);
    expect(lostPools([both, general], [general], [])).to.deep.equal([]);
    expect(lostPools([both], [general], [runWith(1, 'general')])).to.deep.equal([]);
    expect(lostPools([both], [general, both], [])).to.deep.equal([]);
  });

  it('is one also where earlier results do not have pools', () => {
    expect(lostPools([both], [general], [runWith(1, undefined)])).to.deep.equal(['gpu']);
  });

  it('is none where a side does not know its nodes, or the pools of nodes', () => {
    expect(lostPools([both], [runWith(3)], [])).to.deep.equal([]);
    const facts = compare({ before: [runWith(1, undefined)], after: [both] }).facts.map(({ what }) => what);
    expect(facts).to.include('nodes').and.not.include('pools of nodes');
  });
});
