import { ShakedownError, type Meaning } from '../../errors/shakedown-error.ts';
import type { Trouble } from '../../results/model.ts';
import { reasonOf } from '../../results/reason-of.ts';

/** The kind of trouble by the meaning of the error; errors with another meaning are recorded as results of the runner. */
const kinds: Readonly<Record<Meaning, Trouble['kind'] | undefined>> = {
  usage: 'usage',
  infrastructure: 'infrastructure',
  suite: undefined,
  instrument: undefined,
  cluster: undefined,
};

/** The error that kept a run from judging the cluster, as a fact of the run; `undefined` when it is a fault of the suite itself. */
export function troubleOf(error: unknown): Trouble | undefined {
  if (!(error instanceof ShakedownError)) return undefined;
  const kind = kinds[error.meaning];
  return kind && { kind, ...reasonOf(error) };
}
