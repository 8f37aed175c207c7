import { ShakedownError } from '../../errors/shakedown-error.ts';
import { exitCodes, type Word } from '../../results/verdict.ts';

/** What an error that ends a command means: whole codes, or beginnings of codes that end in `_`. */
const meanings: readonly (readonly [code: string, word: Word])[] = [
  ['USAGE_ERROR', 'usage'],
  ['CONFIG_', 'usage'],
  ['KUBECONFIG_', 'usage'],
  ['SCOPE_', 'usage'],
  ['FOCUS_', 'usage'],
  ['TARGET_', 'usage'],
  ['SPECS_', 'usage'],
  ['RESULTS_', 'usage'],
  ['KNOB_', 'usage'],
  ['LOAD_PROPERTIES_INVALID', 'usage'],
  ['LOAD_OUT_OF_BOUNDS', 'usage'],
  ['LOAD_THRESHOLD_INVALID', 'usage'],
  ['LOAD_THRESHOLDS_CONTRADICT', 'usage'],
  ['LOAD_TARGET_UNRESOLVED', 'usage'],
  ['LOAD_CA_UNREADABLE', 'usage'],
  ['LOAD_SCRIPT_UNKNOWN', 'usage'],
  ['LOAD_SCRIPTS_', 'usage'],
  ['LOAD_NO_PLATFORM', 'usage'],
  ['LOAD_NO_REPORT', 'usage'],
  ['LOAD_UNDER_WAY', 'infrastructure'],
  ['CLUSTER_', 'infrastructure'],
  ['SONOBUOY_', 'infrastructure'],
  ['PLUGIN_', 'infrastructure'],
  ['RUN_UNDER_WAY', 'infrastructure'],
];

/** In one word, what an error means for a run. What has no meaning of its own is a fault of the suite: `incomplete`. */
export function wordFor(error: unknown): Word {
  if (!(error instanceof ShakedownError)) return 'incomplete';
  const { code } = error;
  const meaning = meanings.find(([known]) => (known.endsWith('_') ? code.startsWith(known) : code === known));
  return meaning?.[1] ?? 'incomplete';
}

/** The exit code for an error that ended a command. */
export function exitCodeOf(error: unknown): number {
  return exitCodes[wordFor(error)];
}
