import { expect } from 'chai';
import type { TestResult } from '../../../src/results/model.ts';
import type { LocalCluster } from '../../cluster/specs/local-cluster.ts';
import { marked } from '../../cluster/specs/residue.ts';
import type { EndedRun } from '../../cluster/specs/shakedown.ts';

/** Rolling restarts take most of a run: one of the runs beside disturbances has them. */
export const withoutRestarts: readonly string[] = ['--skip', 'rolling-restart'];

/**
 * Asserts that a run has found nothing wrong, and left nothing behind.
 * @param unjudged the codes with which checks may be inconclusive.
 */
export async function expectGreen(local: LocalCluster, run: EndedRun, unjudged: readonly string[] = []): Promise<void> {
  const other = run.results.tests.filter(({ status }) => status !== 'passed' && status !== 'skipped');
  const isAllowed = ({ status, reason }: TestResult) =>
    status === 'inconclusive' && unjudged.includes(reason?.code ?? '');
  expect(other.filter((test) => !isAllowed(test))).to.deep.equal([]);
  expect(run.exit).to.equal(other.length > 0 ? 3 : 0);
  expect(run.ids('passed')).to.include('workloads/target-app');
  expect(await marked(local, run.results.run.id)).to.deep.equal([]);
}
