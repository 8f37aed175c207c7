import { closeSync, fdatasync, openSync, writeSync } from 'node:fs';
import { promisify } from 'node:util';
import { messageOf } from '../../errors/shakedown-error.ts';
import type { Results } from '../../results/model.ts';
import { foldJournal, type JournalRecord } from './journal-records.ts';

const toDisk = promisify(fdatasync);

/** The file to which a run appends what happens, so that its results survive when it is killed. */
export interface Journal {
  /** Appends a record; the operating system has it when this returns, so a killed process loses nothing. */
  append(record: JournalRecord): void;
  /** The results so far; there must be a record of the run. */
  results(whileRunning: boolean): Results;
  /** Resolves when all appended records are on the disk. */
  close(): Promise<void>;
}

/**
 * Begins a journal.
 * @param path a file that does not exist yet: two runs never share one.
 */
export function openJournal(path: string): Journal {
  const file = openSync(path, 'wx');
  const records: JournalRecord[] = [];
  let syncing: Promise<void> | undefined;
  let dirty = false;
  let torn = false;
  let trouble: unknown;
  // One sync at a time, and one more for all records that were appended meanwhile: a thousand short tests do not wait for a thousand syncs.
  const sync = async () => {
    while (dirty) {
      dirty = false;
      await toDisk(file);
    }
    syncing = undefined;
  };
  return {
    append: (record) => {
      records.push(record);
      try {
        writeSync(file, `${torn ? '\n' : ''}${JSON.stringify(record)}\n`);
        torn = false;
      } catch (error) {
        // A full disk is no reason to end the tests; it is reported when the journal closes.
        torn = true;
        trouble = error;
      }
      dirty = true;
      syncing ??= sync().catch((error: unknown) => {
        trouble = error;
      });
    },
    results: (whileRunning) => {
      const results = foldJournal({ records, damaged: 0 }, whileRunning);
      if (!results) throw new TypeError('a journal begins with a record of its run');
      return results;
    },
    close: async () => {
      await syncing;
      closeSync(file);
      if (trouble !== undefined)
        throw new Error(`the journal could not be kept on disk: ${messageOf(trouble)}`, { cause: trouble });
    },
  };
}
