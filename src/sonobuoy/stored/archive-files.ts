import type { EntryReader } from './plugins/entry-reader.ts';
import { pluginCollector } from './plugins/plugin-collector.ts';
import { runCollector } from './plugins/run-collector.ts';
import { findResults, isAdded, matters, type Entry, type Found } from './find-results.ts';
import type { Stored } from './stored.ts';

/** What the files of an archive or a directory come to, one after the other. */
export interface ArchiveFiles {
  /** How many there were. */
  readonly count: number;
  /** Records a file, or a link. @returns what reads it, if what it says about other plugins or the run of Sonobuoy counts. */
  add(entry: Entry, mtime: Date | undefined): EntryReader | undefined;
  /**
   * What there is after all of them.
   * @param read the text of our results, by their path.
   * @param refuse the error about what has no results.
   */
  stored(read: (path: string) => string | Promise<string>, refuse: (none: None) => Error): Promise<Stored>;
}

type None = Extract<Found, { nothing: string }>;

export function archiveFiles(): ArchiveFiles {
  // Of equal paths the last one counts, as when the archive is unpacked: newer files are appended.
  const entries = new Map<string, Entry>();
  const plugins = pluginCollector();
  const sonobuoy = runCollector();
  let count = 0;
  return {
    get count() {
      return count;
    },
    add: (entry, mtime) => {
      if (isAdded(entry.path)) return undefined;
      count += 1;
      // An archive may have a million files, of which few have a name that counts.
      if (matters(entry.path)) entries.set(entry.path, entry);
      return entry.isLink ? undefined : (plugins.reader(entry.path) ?? sonobuoy.reader(entry.path, mtime));
    },
    stored: async (read, refuse) => {
      const found = findResults([...entries.values()], count);
      const all = plugins.plugins();
      if ('path' in found)
        return { text: await read(found.path), ...(all.length > 0 && { plugins: all, sonobuoy: sonobuoy.run() }) };
      if (all.length > 0 && found.isAbsent) return { plugins: all, sonobuoy: sonobuoy.run() };
      throw refuse(found);
    },
  };
}
