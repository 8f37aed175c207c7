import { basename } from 'node:path/posix';
import type { EntryReader } from '../plugins/entry-reader.ts';
import { junitReader } from '../plugins/junit-report.ts';
import type { Report } from '../plugins/plugin-case.ts';
import { pluginFile } from '../plugins/plugin-path.ts';
import type { PluginResults } from '../plugins/plugin-results.ts';
import type { Stored } from '../stored.ts';
import { ownResults } from './own-report.ts';

/** What the tests of reports without an archive of Sonobuoy are of: their area, and what their ids begin with. */
const AREA = 'junit';
/** What to do about a report that is not whole. */
const AGAIN = 'take it again from the job that wrote it, or run that again';
/** How many reports are read. */
const MOST = 2_000;

interface Loose {
  path: string;
  mtime: Date | undefined;
  report: Report;
}

/** Collects JUnit reports that are not in an archive of Sonobuoy, such as those that a CI job keeps. */
export interface LooseReports {
  /** Whether a file may be one, by its name. */
  isOne(path: string): boolean;
  /** What reads one. @param mtime when it was written, if that is known. */
  reader(path: string, mtime: Date | undefined): EntryReader;
  /** What they say; `undefined` when there is none; a text says why they are not read. */
  stored(): Stored | string | undefined;
}

export function looseReports(): LooseReports {
  const all: Loose[] = [];
  return {
    isOne: (path) => path.endsWith('.xml') && pluginFile(path) === undefined && all.length < MOST,
    reader: (path, mtime) => {
      const reader = junitReader();
      return {
        write: reader.write,
        end: () => {
          const report = reader.end();
          if (report) all.push({ path, mtime, report });
        },
      };
    },
    stored: () => {
      const [ours, others] = [true, false].map((is) =>
        all.filter(({ report }) => is === (report.ofOurs !== undefined)),
      );
      if (all.length === 0 || !ours || !others) return undefined;
      if (ours.length > 1)
        return `it has the JUnit reports of several runs: ${ours
          .slice(0, 3)
          .map(({ path }) => path)
          .join(', ')}`;
      return {
        ...(ours[0] && { text: JSON.stringify(ownResults(ours[0].report)) }),
        ...(others.length > 0 && { plugins: [asPlugin(others)], sonobuoy: runOf(others) }),
      };
    },
  };
}

function asPlugin(loose: readonly Loose[]): PluginResults {
  const cases = loose.flatMap(({ report }) => report.cases);
  const problems = loose.flatMap(({ path, report: { problem } }): PluginResults['problems'] =>
    problem === undefined ? [] : [{ kind: 'unreadable', message: `${basename(path)}: ${problem}`, todo: AGAIN }],
  );
  const isEmpty = cases.length === 0 && problems.length === 0;
  return {
    ...{ name: AREA, cases, files: loose.length, nodes: 1, judges: true },
    problems: isEmpty ? [{ kind: 'lost', message: 'it has no test in it', todo: AGAIN }] : problems,
  };
}

/** Reports do not name their run, so the first of them stands for it. */
function runOf(loose: readonly Loose[]): NonNullable<Stored['sonobuoy']> {
  const [first] = loose;
  const starts = loose.flatMap(({ report: { startedAt } }) => (startedAt === undefined ? [] : [Date.parse(startedAt)]));
  const seconds = loose.flatMap(({ report }) => report.cases).reduce((sum, one) => sum + one.seconds, 0);
  const written = first?.mtime?.getTime() ?? 0;
  const start = starts.length > 0 ? Math.min(...starts) : Math.max(0, written - seconds * 1_000);
  const iso = (time: number) => new Date(time).toISOString();
  return { id: basename(first?.path ?? AREA), startedAt: iso(start), endedAt: iso(start + seconds * 1_000) };
}
