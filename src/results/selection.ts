import { cleanLine } from './clean-text.ts';
import type { RunFacts, Selection } from './model.ts';

/** How people write the keys that have a flag. */
const FLAGS: Readonly<Record<string, string>> = {
  'run.targets': '--target',
  'run.rerun.of': '--rerun-failed',
  'run.focus': '--focus',
  'run.skip': '--skip',
  'scope.onlyNamespace': '--namespace',
};

/** The keys of the configuration by which a run does not judge the whole cluster. */
export const NARROWING = [
  ...Object.keys(FLAGS),
  'run.rerun.tests',
  'scope.namespaces',
  'scope.excludeNamespaces',
  'scope.labelSelector',
  'scope.nodeSelector',
  'scope.exclude',
] as const;

/** How many areas are named; more are counted. */
const NAMED = 3;

/**
 * What narrows a run, as it can be typed: `['--focus dns/']`; empty for a run of the whole cluster. A partial run never stands for a whole
 * one. Disruptive tests, which only run on request, do not make a run partial. Results of older versions have only their settings.
 */
export function narrowedBy({ selection, settings = [] }: Pick<RunFacts, 'selection' | 'settings'>): string[] {
  const all = selection?.leftOut.map(({ by, value }) => ({ key: by, value })) ?? settings;
  return all.filter(({ key }) => NARROWING.some((one) => one === key)).map(({ key, value }) => written(key, value));
}

/** The id of the run of which a run ran those tests again that were not green; `undefined` when it did not. */
export function rerunOf({ selection }: Pick<RunFacts, 'selection'>): string | undefined {
  return selection?.leftOut.find(({ by }) => by === 'run.rerun.of')?.value;
}

/**
 * Whether it is known what narrowed a run. It is not of one whose runner ended before it wrote anything, and of results of the first versions.
 * A pass of such a run never stands for a whole one either; pure.
 */
export function isSelectionKnown({ selection, settings }: Pick<RunFacts, 'selection' | 'settings'>): boolean {
  return selection !== undefined || settings !== undefined;
}

/**
 * What a run left out and why, in one line; empty when it left out nothing.
 * @example '41 not selected (--focus dns/); 8 areas not selected (--target dns)'
 */
export function leftOutText({ selection, settings }: Pick<RunFacts, 'selection' | 'settings'>): string {
  if (!selection) return narrowedBy({ settings }).map(limited).join('; ');
  return selection.leftOut.map(leftOutLine).join('; ');
}

function leftOutLine({ by, value, tests, areas }: Selection['leftOut'][number]): string {
  const why = by === 'run.disruptive' ? 'disruptive' : written(by, value);
  if (tests !== undefined) return `${tests} not selected (${why})`;
  if (areas === undefined) return limited(why);
  const names =
    areas.length > NAMED ? `${areas.length} areas` : `${areas.length === 1 ? 'area' : 'areas'} ${areas.join(', ')}`;
  return `${cleanLine(names, 120)} not selected (${why})`;
}

function limited(why: string): string {
  return `limited by ${why}`;
}

function written(key: string, value: string): string {
  return cleanLine(`${FLAGS[key] ?? key} ${value}`, 120);
}
