import type { tellChoices } from '../../config/sections/notify.ts';
import type { RunEvent } from './run-event.ts';

/** Which runs a channel is told. */
export type TellPolicy = (typeof tellChoices)[number];

/** Why a run is not told; `undefined` when it is. Pure. */
export function whyNotTold({ kind, repeats, verdict }: RunEvent, policy: TellPolicy): string | undefined {
  if (policy === 'always') return undefined;
  if (policy === 'never') return 'the configuration says never';
  if (verdict.word === 'dry-run') return 'a dry run judges nothing';
  if (policy === 'failures') return kind === 'passed' ? 'it passed, as before' : undefined;
  if (!repeats) return undefined;
  return kind === 'still failing' ? 'the same tests fail as before' : REPEATED[kind === 'passed' ? 'passed' : 'other'];
}

const REPEATED = { passed: 'it passed, as before', other: 'it has no verdict on the cluster, as before' };
