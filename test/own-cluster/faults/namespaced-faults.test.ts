import { globSync } from 'node:fs';
import { config, expect } from 'chai';
import { localCluster, type LocalCluster } from '../../cluster/specs/local-cluster.ts';
import { startShakedown, type EndedRun } from '../../cluster/specs/shakedown.ts';
import { duringRun } from './during-run.ts';
import { endOf, type Fault } from './fault.ts';
import { expectInPage } from './fault-matrix-page.ts';
import { removeSeeds } from './remove-seeds.ts';
import { scoreOf, scoreSection, unexpectedReds } from './score.ts';

/** One file for each subject: faults that keep to a namespace of their own, and their harmless twins. */
const files = globSync('namespaced/*.ts', { cwd: import.meta.dirname }).toSorted();
const modules = await Promise.all(files.map((file) => import(`./${file}`) as Promise<{ faults: readonly Fault[] }>));
const beforeRun = modules.flatMap(({ faults }) => faults);
const all = [...beforeRun, ...duringRun];

config.truncateThreshold = 0;

/** Long enough for a container to crash twice and for an image to be pulled again, so that the root cause can be read. */
const time = { settle: '45s' };

describe('One run on a cluster with all of these faults at the same time', () => {
  let local: LocalCluster;
  let run: EndedRun;
  before(async () => {
    local = await localCluster();
    await removeSeeds(local);
    await local.apply(beforeRun.flatMap((fault) => fault.manifests(local.image)));
    await Promise.all(beforeRun.map(async ({ inject }) => inject?.(local)));
    await local.apply(duringRun.flatMap((fault) => fault.manifests(local.image)));
    const started = startShakedown(local, { time }, [], ['workloads', 'platform']);
    await started.untilPrinted('tests done');
    await Promise.all(duringRun.map(async ({ inject }) => inject?.(local)));
    run = await started.ended;
  });
  after(async () => {
    await local.kubectl(['uncordon', 'node-2']);
    await removeSeeds(local);
  });

  it('turns exactly the tests red that have a fault or are its consequence', () => {
    expect(run.ids('failed')).to.deep.equal(all.flatMap(({ red }) => Object.keys(red)).toSorted());
    expect(run.ids('error')).to.deep.equal([]);
    expect(run.exit).to.equal(1);
  });

  for (const { name, red, others = {} } of all)
    describe(`where ${name},`, () => {
      for (const [id, cause] of Object.entries(red))
        it(`names the cause in ${id}, and apart from it what to do`, () => {
          const { message, todo } = run.test(id).reason ?? {};
          expect(message)
            .to.match(cause)
            .and.not.match(/; (desired \d|expected: )/);
          expect(todo).to.match(/^kubectl /);
        });
      for (const [id, expected] of Object.entries(others)) {
        const [status, reason] = endOf(expected);
        it(`has ${id} ${status}`, () => {
          expect(run.test(id)).to.include({ status });
          if (reason) expect(run.test(id).reason?.message).to.match(reason);
        });
      }
    });

  it('has the score that docs/fault-matrix.md tells', async () => {
    const scores = all.map((fault) => scoreOf(fault, run));
    await expectInPage('Faults in a namespace', scoreSection(scores, unexpectedReds(scores, run)));
  });
});
