import { plantedSecrets } from '../../redaction/planted-secrets.fixture.ts';
import type { Results, TestResult } from '../../results/model.ts';
import type { Clock } from '../../time/clock.ts';
import { evidenceIn } from './evidence.ts';
import type { RunListener } from './run-listener.ts';
import { recorderIn } from './recorder.ts';

/** For tests: records a run in a directory, with each of the planted secrets in all texts that a run has. */
export async function recordPlantedRun(directory: string, listener: RunListener, clock: Clock): Promise<Results> {
  const recorder = recorderIn(directory, listener, clock);
  const store = evidenceIn(directory);
  const all = plantedSecrets.map(({ text }) => text);
  for (const text of all) listener.note?.(text);
  const cluster = { name: 'c', nodes: [] };
  const run = { id: 'r', startedAt: clock.date().toISOString(), suiteVersion: '1', configDigest: 'x', dryRun: false };
  const settings = all.map((value, at) => ({ key: `key-${at}`, value, origin: value }));
  recorder.run({ ...run, cluster, settings, notes: all, notCovered: [{ what: 'x', reason: all.join() }] }, 60);
  recorder.plan(all.map((_, at) => ({ id: `a/${at}`, area: 'a', title: 'it works', safety: 'read' as const })));
  for (const [at, text] of all.entries()) {
    const id = `a/${at}`;
    const evidence = store.forTest(id);
    evidence.attach('log', `12:00:00 start\n${text}\n12:00:01 end`);
    evidence.attach('state.json', JSON.stringify({ text, more: JSON.stringify({ text }) }));
    recorder.waiting({ id, since: run.startedAt, reason: text });
    const statuses = ['failed', 'inconclusive', 'error', 'skipped'] as const;
    const test: TestResult = {
      ...{ id, area: 'a', title: 'it works', status: statuses[at % 4] ?? 'failed', durationSeconds: 1, attempts: 1 },
      reason: { code: 'X', message: text, detail: `seen:\n${text}`, todo: text, counts: text },
      ...{ measurements: [], notes: [text], evidence: (await evidence.write()).kept },
    };
    (at % 4 === 3 ? recorder.leftOut : recorder.finished)(test);
  }
  recorder.trouble({ kind: 'infrastructure', code: 'X', message: all.join('; '), detail: all.join('\n') });
  recorder.cutOff(all.join('; '));
  return await recorder.end();
}
