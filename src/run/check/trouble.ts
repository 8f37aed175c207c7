import { ShakedownError } from '../../errors/shakedown-error.ts';
import type { Trouble } from '../../results/model.ts';
import { reasonOf } from '../../results/reason-of.ts';

/** Beginnings of the codes of errors that are about what the user gave. */
const USAGE = ['SCOPE_', 'FOCUS_', 'TARGET_', 'SPECS_', 'CONFIG_', 'KUBECONFIG_'];

/** An error that kept a run from judging the cluster, as a fact of the run; `undefined` when it is a fault of the suite's own. */
export function troubleOf(error: unknown): Trouble | undefined {
  if (!(error instanceof ShakedownError)) return undefined;
  const kind = USAGE.some((start) => error.code.startsWith(start))
    ? 'usage'
    : error.code.startsWith('CLUSTER_')
      ? 'infrastructure'
      : undefined;
  return kind && { kind, ...reasonOf(error) };
}
