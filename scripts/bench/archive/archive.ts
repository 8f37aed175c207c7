import { join } from 'node:path';
import { readFile } from 'node:fs/promises';
import { buildBinaries } from '../../../testbed/binaries/binaries.ts';
import type { Progress } from '../../../src/terminal/progress.ts';
import { runMeasured, type ProcessFigures } from '../measured-process.ts';
import type { Section } from '../section.ts';
import { buildSuite } from '../suite-build.ts';
import { writeLargeArchive } from './large-archive.ts';

const LIMIT_MS = 20 * 60_000;
const MIB = 1024 ** 2;
const GOAL_BYTES = 300 * 1_000_000;
/** As a conformance run of Kubernetes reports: tests, how many of them ran, and the output of one that ran. */
const CONFORMANCE = { tests: 7_400, ran: 410, output: 40_000 };
const RESULTS = new URL('../../../src/results/golden/version-1.json', import.meta.url);

/** Measures time and memory of the verdict on a large archive, beside the programs that people use for it. */
export async function benchArchive({
  megabytes,
  directory,
  progress,
}: {
  /** The least size of the archive, compressed. */
  megabytes: number;
  directory: string;
  progress: Progress;
}): Promise<Section> {
  const { sonobuoy } = await buildBinaries(['sonobuoy'], progress);
  progress.now('archive: building the suite');
  const program = await buildSuite(join(directory, 'suite'));
  progress.now(`archive: writing ${megabytes} MB`);
  const file = join(directory, 'bench_sonobuoy.tar.gz');
  const sizes = await writeLargeArchive(file, {
    bytes: megabytes * 1_000_000,
    results: await readFile(RESULTS, 'utf8'),
    junit: conformance(),
  });
  const contestants = {
    'shakedown verdict': [process.execPath, program, 'verdict', file],
    'sonobuoy results': [sonobuoy, 'results', file],
    'tar --list --gzip': ['tar', '--list', '--gzip', '--file', file],
  } as const satisfies Record<string, readonly [string, ...string[]]>;
  const figures: Record<string, ProcessFigures> = {};
  for (const [name, command] of Object.entries(contestants)) {
    progress.now(`archive: ${name}`);
    figures[name] = await runMeasured(command, { env: process.env, withinMs: LIMIT_MS });
  }
  const own = figures['shakedown verdict'];
  const lines = own?.tail.split('\n').filter((line) => line.startsWith('plugin ')) ?? [];
  if (lines.length !== 3) throw new Error(`the verdict does not tell of three plugins:\n${own?.tail}`);
  const peak = own?.peakBytes ?? Number.POSITIVE_INFINITY;
  return {
    title: 'A large archive',
    facts: [
      `an archive of Sonobuoy with ${(sizes.compressed / 1e9).toFixed(2)} GB, ${(sizes.expanded / 1e9).toFixed(2)} GB without compression, ${sizes.files} files: results of the suite, a conformance report, logs`,
      `the conformance report has ${CONFORMANCE.tests} tests and ${(conformance().length / 1e6).toFixed(0)} MB of output`,
    ],
    tables: [
      {
        title: 'To the end of the command',
        rows: [
          ['command', 'seconds', 'peak'],
          ...Object.entries(figures).map(([name, { seconds, peakBytes }]) => [
            `\`${name}\``,
            seconds.toFixed(1),
            `${Math.round(peakBytes / MIB)} MiB`,
          ]),
        ],
      },
    ],
    goals: [{ goal: 'peak memory below 300 MB', seen: `${Math.round(peak / 1e6)} MB`, met: peak < GOAL_BYTES }],
    figures: { sizes, ...figures },
  };
}

function conformance(): string {
  const output = '  Nov 21 08:14:50.000: INFO: waiting for the pod to be ready &amp; running\n'.repeat(
    CONFORMANCE.output / 73,
  );
  const cases = Array.from({ length: CONFORMANCE.tests }, (_, index) =>
    index < CONFORMANCE.ran
      ? `<testcase name="[It] [sig-node] test ${index}" classname="Kubernetes e2e suite" time="3"><system-err>${output}</system-err></testcase>`
      : `<testcase name="[It] [sig-node] test ${index}" classname="Kubernetes e2e suite" time="0"><skipped message="skipped"/></testcase>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites><testsuite name="Kubernetes e2e suite">${cases.join('\n')}</testsuite></testsuites>`;
}
