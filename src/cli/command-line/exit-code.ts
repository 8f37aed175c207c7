import { ShakedownError, type Meaning } from '../../errors/shakedown-error.ts';
import { exitCodes, type Word } from '../../results/verdict.ts';

/** The verdict of a command that an error ended, by the meaning of the error: a command that judged nothing is `incomplete`. */
const words: Readonly<Record<Meaning, Word>> = {
  usage: 'usage',
  infrastructure: 'infrastructure',
  suite: 'incomplete',
  instrument: 'incomplete',
  cluster: 'incomplete',
};

/** The exit code for an error that ended a command. An error of another class is a fault of the suite. */
export function exitCodeOf(error: unknown): number {
  return exitCodes[words[error instanceof ShakedownError ? error.meaning : 'suite']];
}
