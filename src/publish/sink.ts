/** A file by its name, relative to the place that it goes to. */
export interface NamedFile {
  name: string;
  content: string | Uint8Array;
}

/**
 * Takes something of a run to where it is looked for: files into a directory, a run's directory to Sonobuoy, a message to a channel.
 * @returns what it did, in words.
 * @throws an error that says why it could not; who calls it decides whether that matters.
 */
export type Sink<What> = (what: What) => Promise<string>;

/** The directory of a run that has ended, with all that it left: rendered results, journal, log, evidence. */
export type RunDirectory = string;
