import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Results, Status } from '../../../src/results/model.ts';

/** What differs between runs. */
interface Traits {
  cluster?: string;
  startedAt?: string;
  status?: Status;
}

/** The results of a small run. */
export function resultsOf(
  id: string,
  { cluster = 'prod', startedAt = '2026-11-21T08:14:50.000Z', status = 'passed' }: Traits = {},
): Results {
  const named = { id: 'dns/a', area: 'dns', title: 'names are resolved' };
  const failed =
    status === 'passed' ? {} : { reason: { code: 'DNS', message: 'no answer', detail: 'long'.repeat(99) } };
  return {
    schemaVersion: 1,
    run: {
      ...{ id, startedAt, endedAt: new Date(Date.parse(startedAt) + 90_000).toISOString() },
      ...{ suiteVersion: '1.0.0', configDigest: 'x', dryRun: false, cluster: { name: cluster, nodes: [] } },
      selection: { selected: 1, leftOut: [] },
    },
    plan: [{ ...named, safety: 'read' }],
    tests: [
      {
        ...{ ...named, status, ...failed, durationSeconds: 1, attempts: 1 },
        measurements: [{ id: 'lookup', value: 0.004, unit: 'seconds', samples: [0.004, 0.005] }],
        evidence: [{ title: 'answer', file: 'evidence/dns.txt' }],
      },
    ],
  };
}

/** A directory of a run, with more files by name. */
export async function directoryOf(results: Results, files: Record<string, string | Buffer> = {}): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'shakedown-run-'));
  const all = {
    'results.json': JSON.stringify(results),
    'junit.xml': '<testsuites/>',
    'evidence/dns.txt': 'SERVFAIL',
    ...files,
  };
  for (const [name, content] of Object.entries(all)) {
    await mkdir(dirname(join(directory, name)), { recursive: true });
    await writeFile(join(directory, name), content);
  }
  return directory;
}
