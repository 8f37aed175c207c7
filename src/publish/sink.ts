/** A file, with a name relative to its sink. */
export interface NamedFile {
  name: string;
  content: string | Uint8Array;
}

/**
 * Delivers something of a run: files into a directory, the directory of a run to Sonobuoy, a message to a channel.
 * @returns what it did, in words.
 * @throws an error that says why it could not; the caller decides whether that matters.
 */
export type Sink<What> = (what: What) => Promise<string>;

/** The directory of a run that has ended, with all its files: rendered results, journal, log, evidence. */
export type RunDirectory = string;
