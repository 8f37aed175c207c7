import type { RunSinks } from './run-sink.ts';

/** Where finished runs are delivered to, a line for each; the one registry. Each is independent of the others. */
export const runSinks: RunSinks = {};
