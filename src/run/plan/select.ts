import { ShakedownError } from '../../errors/shakedown-error.ts';
import type { Config } from '../../config/schema.ts';
import type { Safety } from '../../authoring/check-options.ts';

/** The fields of a check that selection reads. */
export interface Selectable {
  id: string;
  title: string;
  area: string;
  safety: Safety;
  /** The error of a spec file that it reports, if it is no check of the cluster. */
  fault?: Error;
}

const ALIASES: Readonly<Record<string, string>> = { apps: 'workloads' };

/**
 * The areas that the configuration selects.
 * @param known the areas that have spec files.
 * @throws ShakedownError TARGET_UNKNOWN
 */
export function selectAreas(targets: readonly string[], known: readonly string[]): ReadonlySet<string> {
  if (targets.length === 0) return new Set(known);
  const asked = targets.map((target) => ALIASES[target] ?? target);
  const unknown = asked.find((area) => !known.includes(area));
  if (unknown === undefined) return new Set(asked);
  throw new ShakedownError('TARGET_UNKNOWN', {
    meaning: 'usage',
    expected: 'targets that have specs',
    seen: `there is no area '${unknown}'`,
    todo: `choose from: ${[...new Set(known)].sort().join(', ')}`,
  });
}

/**
 * The checks that the configuration selects, and all errors of spec files: a check that the focus names may be in a file that does not load.
 * @throws ShakedownError FOCUS_MATCHES_NOTHING
 */
export function select<T extends Selectable>(checks: readonly T[], { focus, skip, disruptive }: Config['run']): T[] {
  // The configuration has validated that both are regular expressions.
  const wanted = focus === '' ? undefined : new RegExp(focus);
  const unwanted = skip === '' ? undefined : new RegExp(skip);
  const isNamed = (check: T) => (!wanted || says(check, wanted)) && !(unwanted && says(check, unwanted));
  const named = checks.filter((check) => check.fault === undefined && isNamed(check));
  const selected = new Set(named.filter(({ safety }) => disruptive || safety !== 'disruptive'));
  const faults = checks.filter(({ fault }) => fault !== undefined);
  if (wanted && selected.size === 0 && (named.length > 0 || faults.length === 0))
    throw nothingMatches(focus, skip, named.length);
  return checks.filter((check) => check.fault !== undefined || selected.has(check));
}

function says({ id, title }: Selectable, wanted: RegExp): boolean {
  return wanted.test(id) || wanted.test(title);
}

function nothingMatches(focus: string, skip: string, disruptive: number): ShakedownError {
  const but = skip === '' ? '' : `, apart from what '${skip}' skips`;
  return new ShakedownError('FOCUS_MATCHES_NOTHING', {
    meaning: 'usage',
    expected: 'focus to match the id or the title of a test',
    seen:
      disruptive === 0
        ? `the focus '${focus}' matches no test${but}`
        : `the focus '${focus}' matches only disruptive tests (${disruptive}), which are not allowed`,
    todo:
      disruptive === 0
        ? 'list the tests with --dry-run and no focus'
        : 'set run.disruptive, if the cluster may be disturbed',
  });
}
