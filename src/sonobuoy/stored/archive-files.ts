import { dirname, join } from 'node:path/posix';
import { JOURNAL } from '../../run/record/file-names.ts';
import type { EntryReader } from './plugins/entry-reader.ts';
import { pluginCollector } from './plugins/plugin-collector.ts';
import { runCollector } from './plugins/run-collector.ts';
import { findResults, isAdded, matters, type Entry, type Found } from './find-results.ts';
import { looseReports } from './reports/loose-reports.ts';
import { restoredFrom } from './from-journal.ts';
import type { Stored } from './stored.ts';

/** What the files of an archive or a directory come to, one after the other. */
export interface ArchiveFiles {
  /** How many there were. */
  readonly count: number;
  /** Records a file, or a link. @returns what reads it, if what it says about other plugins or the run of Sonobuoy counts. */
  add(entry: Entry, mtime: Date | undefined): EntryReader | undefined;
  /**
   * What there is after all of them.
   * @param read the text of our results, or of the journal, by its path.
   * @param refuse the error about what has no results.
   * @param inside reads an archive among the files, by its path. @default none is read
   */
  stored(read: Read, refuse: (none: None) => Error, inside?: (path: string) => Promise<Stored>): Promise<Stored>;
}

type Read = (path: string) => string | Promise<string>;
type None = Extract<Found, { nothing: string }>;

export function archiveFiles(): ArchiveFiles {
  // Of equal paths the last one counts, as when the archive is unpacked: newer files are appended.
  const entries = new Map<string, Entry>();
  const plugins = pluginCollector();
  const sonobuoy = runCollector();
  const reports = looseReports();
  let count = 0;
  /** The results of a run that did not come to its end, by the journal beside them, or by the only one. */
  const restored = async (read: Read, journal: string, results?: string) =>
    entries.get(journal)?.isLink === false ? restoredFrom(await read(journal), results) : undefined;
  return {
    get count() {
      return count;
    },
    add: (entry, mtime) => {
      if (isAdded(entry.path)) return undefined;
      count += 1;
      // An archive may have a million files, of which few have a name that counts.
      if (matters(entry.path)) entries.set(entry.path, entry);
      if (entry.isLink) return undefined;
      const reader = plugins.reader(entry.path) ?? sonobuoy.reader(entry.path, mtime);
      return reader ?? (reports.isOne(entry.path) ? reports.reader(entry.path, mtime) : undefined);
    },
    stored: async (read, refuse, inside) => {
      const found = findResults([...entries.values()], count);
      const all = plugins.plugins();
      if ('path' in found) {
        const text = await read(found.path);
        const newer = await restored(read, join(dirname(found.path), JOURNAL), text);
        return { text: newer ?? text, ...(all.length > 0 && { plugins: all, sonobuoy: sonobuoy.run() }) };
      }
      if (!found.isAbsent) throw refuse(found);
      if (all.length > 0) return { plugins: all, sonobuoy: sonobuoy.run() };
      if (inside && found.archive !== undefined) return await inside(found.archive);
      const text = found.journal === undefined ? undefined : await restored(read, found.journal);
      if (text !== undefined) return { text };
      const ofReports = reports.stored();
      if (ofReports === undefined) throw refuse(found);
      if (typeof ofReports === 'string') throw refuse({ nothing: ofReports });
      return ofReports;
    },
  };
}
