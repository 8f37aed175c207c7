import { config, expect } from 'chai';
import type { Addon } from '../../../testbed/components/addons.ts';
import { localCluster, type LocalCluster } from '../../cluster/specs/local-cluster.ts';
import { marked } from '../../cluster/specs/residue.ts';
import { runShakedown, type EndedRun } from '../../cluster/specs/shakedown.ts';
import { endOf, type OtherEnd } from './fault.ts';
import { expectInPage } from './fault-matrix-page.ts';
import { removeSeeds } from './remove-seeds.ts';
import { scoreOf, scoreSection, unexpectedReds, type Score } from './score.ts';

config.truncateThreshold = 0;

/** The time after which a workload that is in trouble is told. */
const settle = '15s';

const AREAS = ['workloads', 'platform'];

/** What all faults of a description have in common. */
export interface ClusterFaultOptions {
  /** What the cluster has besides Kubernetes. @default nothing */
  addons?: readonly Addon[];
  /** The areas that are run. @default workloads and platform */
  areas?: readonly string[];
  /** The configuration of the runs. @default that of the product, with short timeouts */
  config?: object;
  /** Whether the faults are judged that `npm run test:long` alone judges, instead of the others. @default false */
  long?: boolean;
}

/** A fault of the cluster as a whole. */
export interface ClusterFault {
  /** What is wrong, in a few words. */
  name: string;
  /** Whether only `npm run test:long` judges it: `npm test` has one of each kind. @default false */
  long?: boolean;
  inject(local: LocalCluster): Promise<void>;
  /** Removes the fault, and returns when the cluster is healthy again. */
  repair(local: LocalCluster): Promise<void>;
  /** Timeouts that the cluster cannot keep because of the fault: short ones, since the run waits for their ends. @default those of the product */
  time?: { rollout?: string; agents?: string };
  /** The configuration of its run. @default that of all faults */
  config?: object;
  /** The tests to run, as a regular expression for their ids. */
  focus: string;
  /** Exactly the tests that turn red, consequences included, each with the root cause in its text. */
  red: Readonly<Record<string, RegExp>>;
  /** Tests with another status; those that pass show that the fault does not affect them. */
  others: Readonly<Record<string, OtherEnd>>;
}

/**
 * Describes a run on each of these broken clusters: which tests are red, what they name, what is left behind.
 *
 * @param all - Those that are judged are injected and repaired one after the other.
 * @param subject - The heading in docs/fault-matrix.md under which their score is told; that of long tests has `, long tests` after it.
 */
export function describeClusterFaults(
  all: readonly ClusterFault[],
  subject: string,
  { addons = [], areas = AREAS, config: common = {}, long = false }: ClusterFaultOptions = {},
): void {
  const faults = all.filter((fault) => (fault.long ?? false) === long);
  const section = long ? `${subject}, long tests` : subject;
  describe('A run on a cluster where', () => {
    let local: LocalCluster;
    const scores: Score[] = [];
    const unexpected: string[] = [];
    before(async () => {
      local = await localCluster(addons);
    });

    for (const { name, inject, repair, time, config: own = common, focus, red, others } of faults)
      describe(`${name},`, () => {
        let run: EndedRun;
        before(async () => {
          await inject(local);
          const settings = { ...own, time: { settle, ...time } };
          run = await runShakedown(local, settings, ['--focus', focus], areas);
          const score = scoreOf({ name, red, others }, run);
          scores.push(score);
          unexpected.push(...unexpectedReds([score], run));
        });
        after(async () => {
          await repair(local);
          await removeSeeds(local);
          // The next fault may keep namespaces from being deleted, and these are those of the next run.
          const ofSuite = ['namespace/shakedown', 'namespace/shakedown-workloads'];
          await local.kubectl(['wait', '--for=delete', ...ofSuite, '--timeout=120s']);
        });

        it('turns exactly the tests red that the fault affects', () => {
          expect(run.ids('failed')).to.deep.equal(Object.keys(red).toSorted());
          expect(run.ids('error')).to.deep.equal([]);
          const unjudged = Object.values(others).some((expected) => endOf(expected)[0] === 'inconclusive') ? 3 : 0;
          expect(run.exit).to.equal(Object.keys(red).length > 0 ? 1 : unjudged);
        });

        for (const [id, cause] of Object.entries(red))
          it(`names the cause in ${id}`, () => {
            expect(run.test(id).reason?.message).to.match(cause);
          });

        for (const [id, expected] of Object.entries(others)) {
          const [status, reason] = endOf(expected);
          it(`has ${id} ${status}`, () => {
            expect(run.test(id)).to.include({ status });
            if (reason) expect(run.test(id).reason?.message).to.match(reason);
          });
        }

        it('leaves nothing behind, except namespaces that cannot be deleted before the cluster is repaired', async () => {
          const terminating = await local.kubectl([
            'get',
            'namespaces',
            '--field-selector=status.phase=Terminating',
            '-o=name',
          ]);
          const left = await marked(local, run.results.run.id);
          expect(left.filter((name) => !terminating.split('\n').includes(name))).to.deep.equal([]);
        });
      });

    after('has the score that docs/fault-matrix.md tells', async () => {
      expect(scores, 'faults that were judged').to.have.lengthOf(faults.length);
      await expectInPage(section, scoreSection(scores, unexpected));
    });
  });
}
