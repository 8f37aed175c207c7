import { ShakedownError } from '../errors/shakedown-error.ts';

/** What the exit code tells; the same everywhere. Of several that apply, the order of precedence is 2, 5, 1, 4, 3, 0. */
export const exitCodes = {
  passed: 0,
  failed: 1,
  /** What was typed or configured cannot be used. */
  usage: 2,
  inconclusive: 3,
  /** Not all that was planned ran, or the suite itself failed. */
  incomplete: 4,
  /** No cluster, no Sonobuoy, or the cluster is taken by another run. */
  infrastructure: 5,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Which errors mean which exit code: whole codes, or beginnings of codes that end in `_`. */
const meanings: readonly (readonly [prefix: string, code: ExitCode])[] = [
  ['USAGE', exitCodes.usage],
  ['CONFIG_', exitCodes.usage],
  ['KUBECONFIG_', exitCodes.usage],
  ['FOCUS_', exitCodes.usage],
  ['TARGET_', exitCodes.usage],
  ['RESULTS_', exitCodes.usage],
  ['SPECS_NOT_FOUND', exitCodes.usage],
  ['CLUSTER_', exitCodes.infrastructure],
  ['SONOBUOY_', exitCodes.infrastructure],
  ['PLUGIN_', exitCodes.infrastructure],
  ['RUN_UNDER_WAY', exitCodes.infrastructure],
];

/** The exit code for an error that ended a command. What has no meaning of its own is a fault of the suite. */
export function exitCodeOf(error: unknown): ExitCode {
  if (!(error instanceof ShakedownError)) return exitCodes.incomplete;
  const meaning = meanings.find(([prefix]) =>
    prefix.endsWith('_') ? error.code.startsWith(prefix) : error.code === prefix,
  );
  return meaning?.[1] ?? exitCodes.incomplete;
}
