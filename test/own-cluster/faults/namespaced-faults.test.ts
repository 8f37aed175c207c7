import { config, expect } from 'chai';
import { localCluster, type LocalCluster } from '../../cluster/specs/local-cluster.ts';
import { startShakedown, type EndedRun } from '../../cluster/specs/shakedown.ts';
import { harmless, meanwhile } from './harmless.ts';
import { namespacedFaults } from './namespaced-faults.ts';
import { removeSeeds } from './remove-seeds.ts';

const beforehand = [...namespacedFaults, ...harmless];
const all = [...beforehand, ...meanwhile];

config.truncateThreshold = 0;

/** Long enough for a container to crash twice and for an image to be tried again, so that the root cause is there to be read. */
const time = { settle: '45s' };

describe('One run, on a cluster that has all of this at the same time,', () => {
  let local: LocalCluster;
  let run: EndedRun;
  before(async () => {
    local = await localCluster();
    await removeSeeds(local);
    await local.apply(beforehand.flatMap((fault) => fault.manifests(local.image)));
    await Promise.all(beforehand.map(async ({ strike }) => strike?.(local)));
    await local.apply(meanwhile.flatMap((fault) => fault.manifests(local.image)));
    const started = startShakedown(local, { time });
    await started.untilPrinted('tests done');
    await Promise.all(meanwhile.map(async ({ strike }) => strike?.(local)));
    run = await started.ended;
  });
  after(async () => {
    await local.kubectl(['uncordon', 'node-2']);
    await removeSeeds(local);
  });

  it('turns exactly those tests red that have a fault, or are its consequence', () => {
    expect(run.ids('failed')).to.deep.equal(all.flatMap(({ red }) => Object.keys(red)).toSorted());
    expect(run.ids('error')).to.deep.equal([]);
    expect(run.exit).to.equal(1);
  });

  for (const { name, red, others = {} } of all)
    describe(`where ${name},`, () => {
      for (const [id, cause] of Object.entries(red))
        it(`names the cause in ${id}`, () => {
          expect(run.test(id).reason?.message).to.match(cause);
        });
      for (const [id, status] of Object.entries(others))
        it(`has ${id} ${status}`, () => {
          expect(run.test(id)).to.include({ status });
        });
    });
});
