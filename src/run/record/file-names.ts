/** The journal: each fact of a run is appended to it as it happens. */
export const JOURNAL = 'journal.ndjson';
/** The log: a line for each test that ended. */
export const LOG = 'shakedown.log';
