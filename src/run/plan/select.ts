import { ShakedownError } from '../../errors/shakedown-error.ts';
import type { Config } from '../../config/schema.ts';
import type { Safety } from '../../authoring/check-options.ts';
import { didYouMean } from '../../config/did-you-mean.ts';
import { skipPattern } from './skip-pattern.ts';

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

/** The number of checks that each setting left out; each check counts once. */
export interface LeftOut {
  rerun: number;
  focus: number;
  skip: number;
  disruptive: number;
}

/**
 * The checks that the configuration selects, and all errors of spec files: a check that the focus names may be in a file that does not load.
 * The focus is found anywhere in an id or a title; what it takes too much is only judged. A skip matches whole names ({@link skipPattern}).
 * @param areas the names of all areas.
 * @returns also whether the skip matches none of these checks, nor the name of an area.
 * @throws ShakedownError FOCUS_MATCHES_NOTHING
 */
export function select<T extends Selectable>(
  checks: readonly T[],
  { focus, skip, disruptive, rerun }: Config['run'],
  areas: ReadonlySet<string>,
): { checks: T[]; leftOut: LeftOut; skipIsVain: boolean } {
  // The configuration has validated that both are regular expressions.
  const again = rerun.tests.length === 0 ? undefined : new Set(rerun.tests);
  const wanted = focus === '' ? undefined : new RegExp(focus);
  const unwanted = skip === '' ? undefined : skipPattern(skip, areas);
  const reasonFor = (check: T): keyof LeftOut | undefined => {
    if (again && !again.has(check.id)) return 'rerun';
    if (wanted && !says(check, wanted)) return 'focus';
    if (unwanted?.(check)) return 'skip';
    return disruptive || check.safety !== 'disruptive' ? undefined : 'disruptive';
  };
  const leftOut: LeftOut = { rerun: 0, focus: 0, skip: 0, disruptive: 0 };
  const sound = checks.filter(({ fault }) => fault === undefined);
  const selected = new Set<T>();
  for (const check of sound) {
    const reason = reasonFor(check);
    if (reason === undefined) selected.add(check);
    else leftOut[reason] += 1;
  }
  const hasFaults = sound.length < checks.length;
  if (wanted && selected.size === 0 && (leftOut.disruptive > 0 || !hasFaults))
    throw nothingMatches({ focus, skip, near: nearest(focus, sound) }, leftOut.disruptive);
  const ofAreas = [...areas].map((area) => ({ id: area, title: '', area }));
  const skipIsVain = unwanted !== undefined && ![...sound, ...ofAreas].some(unwanted);
  return { checks: checks.filter((check) => check.fault !== undefined || selected.has(check)), leftOut, skipIsVain };
}

function says({ id, title }: Selectable, wanted: RegExp): boolean {
  return wanted.test(id) || wanted.test(title);
}

/** The focus with parts of ids in the place of similar ones that no id has; `undefined` when there are none, or it would match nothing. */
function nearest(focus: string, checks: readonly Selectable[]): string | undefined {
  const parts = [...new Set(checks.flatMap(({ id }) => id.split('/')))];
  const near = focus
    .split('/')
    .map((part) => (part === '' || parts.includes(part) ? part : (didYouMean(part, parts) ?? part)))
    .join('/');
  return near !== focus && checks.some(({ id }) => id.includes(near)) ? near : undefined;
}

function nothingMatches(
  { focus, skip, near }: { focus: string; skip: string; near: string | undefined },
  disruptive: number,
): ShakedownError {
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
        ? `${near === undefined ? '' : `did you mean --focus ${near}? `}list the tests with --dry-run and no focus`
        : 'set run.disruptive, if the cluster may be disturbed',
  });
}
