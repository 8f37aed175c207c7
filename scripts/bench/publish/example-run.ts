import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { endedTest, nightlyRun } from '../../../src/notify/runs.fixture.ts';

/** Writes the directory of a run in which one test of ten failed; each test has a file of evidence, which cannot be compressed much. */
export async function writeRun(
  directory: string,
  { tests: count, evidenceBytes, id, cluster }: { tests: number; evidenceBytes: number; id: string; cluster: string },
): Promise<void> {
  await mkdir(join(directory, 'evidence'), { recursive: true });
  const tests = Array.from({ length: count }, (_, index) => {
    const file = `evidence/test-${index}.txt`;
    const measured = { id: 'settled', value: 1 + index / count, unit: 'seconds' as const, budget: 60 };
    return endedTest(`area-${index % 8}/test-${index}`, index % 10 === 0 ? 'failed' : 'passed', {
      evidence: [{ title: 'logs', file }],
      measurements: [measured],
    });
  });
  for (const { evidence } of tests)
    for (const { file } of evidence)
      await writeFile(join(directory, file), randomBytes(Math.ceil(evidenceBytes / count / 2)).toString('hex'));
  const results = nightlyRun(1, tests, { id, cluster: { name: cluster, nodes: [] } });
  await writeFile(join(directory, 'results.json'), JSON.stringify(results));
}
