import { ShakedownError, type Meaning } from '../../errors/shakedown-error.ts';
import type { Trouble } from '../../results/model.ts';
import { reasonOf } from '../../results/reason-of.ts';

/** What an error makes of a run, by its meaning; the others are errors of the run's own, beside what it judged. */
const kinds: Readonly<Record<Meaning, Trouble['kind'] | undefined>> = {
  usage: 'usage',
  infrastructure: 'infrastructure',
  suite: undefined,
  instrument: undefined,
  cluster: undefined,
};

/** An error that kept a run from judging the cluster, as a fact of the run; `undefined` when it is a fault of the suite's own. */
export function troubleOf(error: unknown): Trouble | undefined {
  if (!(error instanceof ShakedownError)) return undefined;
  const kind = kinds[error.meaning];
  return kind && { kind, ...reasonOf(error) };
}
