import type { Meaning } from './shakedown-error.ts';

/** All meanings: the compiler reports a missing one and an unknown one. */
const all: Readonly<Record<Meaning, true>> = {
  usage: true,
  infrastructure: true,
  suite: true,
  instrument: true,
  cluster: true,
};

/** All meanings that an error can have. */
export const meanings = Object.keys(all) as Meaning[];
