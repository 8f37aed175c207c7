import { join } from 'node:path';
import { ShakedownError } from '../../errors/shakedown-error.ts';
import { runOf, type Night } from '../../nightly/night.ts';
import type { StepResult } from '../../nightly/run-night.ts';
import { comparisonMarkdown } from '../../publish/comparison/markdown.ts';
import { comparisonText } from '../../publish/comparison/text.ts';
import { replaceFile } from '../../publish/replace-file.ts';
import { compare } from '../../results/compare/comparison.ts';
import type { ClusterFacts } from '../../results/model.ts';
import { isNamed } from '../../results/same-cluster.ts';
import { usesColour } from '../results.ts';
import { sidesOf, type Asked } from '../suite/sides.ts';
import { runsAnywhere } from '../suite/runs-anywhere.ts';
import { storedRun } from '../suite/stored-run.ts';
import { finishedRun } from './judge.ts';
import { lastBefore } from './last-before.ts';
import { RUNS } from './place.ts';

/**
 * Compares the run of a night with the last one of its cluster that passed, or after an upgrade with the last one; prints what differs, and writes it into the directory of the
 * run.
 */
export async function compareRun(night: Night): Promise<StepResult> {
  const results = await finishedRun(runOf(night) ?? '');
  if (!results) return { text: 'there are no results to compare' };
  const { cluster, id } = results.run;
  const before = night.afterUpgrade
    ? await lastBefore(results, runsAnywhere({ cluster: cluster.name, tooFew: 1 }))
    : undefined;
  if (night.afterUpgrade && !before) return { text: `there is no earlier run of ${nameOf(cluster)}` };
  const sides = await sidesIfAny(
    before
      ? { before: before.place, after: id, lastGreen: false, history: true }
      : { before: id, lastGreen: true, history: true },
  );
  if (!sides) return { text: `no earlier run of ${nameOf(cluster)} has passed` };
  const comparison = compare(sides);
  await replaceFile(join(RUNS, id, 'comparison.md'), comparisonMarkdown(comparison));
  process.stdout.write(`\n${comparisonText(comparison, { colour: usesColour() })}\n`);
  const { regressions } = comparison;
  const against = `than in run ${comparison.before.join(', ')}`;
  return { text: `${regressions.length === 0 ? 'nothing is worse' : `worse in ${regressions.length}`} ${against}` };
}

async function sidesIfAny(asked: Asked) {
  try {
    return await sidesOf(asked, { named: storedRun, all: (cluster) => runsAnywhere({ cluster, tooFew: 1 }) });
  } catch (error) {
    if (error instanceof ShakedownError && error.code === 'RESULTS_NOT_FOUND') return undefined;
    throw error;
  }
}

function nameOf(cluster: ClusterFacts): string {
  return isNamed(cluster) ? `cluster ${cluster.name}` : 'this cluster (a rebuilt one is recognised by cluster.name)';
}
