import type { Meaning } from './shakedown-error.ts';

/** All of them: the compiler refuses one that is missing, or that there is not. */
const all: Readonly<Record<Meaning, true>> = {
  usage: true,
  infrastructure: true,
  suite: true,
  instrument: true,
  cluster: true,
};

/** What an error can mean. */
export const meanings = Object.keys(all) as Meaning[];
