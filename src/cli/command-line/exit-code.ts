import { ShakedownError, type Meaning } from '../../errors/shakedown-error.ts';
import { exitCodes, type Word } from '../../results/verdict.ts';

/** What a command comes to when an error ends it, by the meaning of the error: a command that judged nothing is `incomplete`. */
const words: Readonly<Record<Meaning, Word>> = {
  usage: 'usage',
  infrastructure: 'infrastructure',
  suite: 'incomplete',
  instrument: 'incomplete',
  cluster: 'incomplete',
};

/** The exit code for an error that ended a command. What is no error of ours is a fault of the suite. */
export function exitCodeOf(error: unknown): number {
  return exitCodes[words[error instanceof ShakedownError ? error.meaning : 'suite']];
}
