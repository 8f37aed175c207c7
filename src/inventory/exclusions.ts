import { didYouMean } from '../config/did-you-mean.ts';
import { ShakedownError } from '../errors/shakedown-error.ts';
import type { Part } from './part.ts';

/** The kinds that `scope.exclude` is compared with. */
export interface KnownParts {
  parts: readonly Part[];
  /** The areas that have spec files here. */
  areas: ReadonlySet<string>;
  /** Areas with spec files that were not loaded or failed to load: the kinds that they define are not known. */
  unknownAreas: ReadonlySet<string>;
}

/**
 * Makes sure that each pattern of `scope.exclude` can match an object that checks are about. Otherwise it would exclude nothing, and nobody
 * would notice. The kinds of an area without spec files here are not known, so a pattern in it is accepted unless it resembles a known kind.
 * @throws ShakedownError CONFIG_EXCLUDE with all patterns that can match nothing.
 */
export function assertExclusionsCanMatch(exclude: readonly string[], known: KnownParts): void {
  const { parts } = known;
  const vain = exclude.filter(
    (pattern) => !parts.some((part) => canMatch(pattern, part)) && !isOfUnknownKind(pattern, known),
  );
  if (vain.length === 0) return;
  throw new ShakedownError('CONFIG_EXCLUDE', {
    meaning: 'usage',
    expected: 'each entry of scope.exclude to match the id of an object that checks are about',
    seen: vain.map((pattern) => `no object can have the id '${pattern}'${meant(pattern, parts)}`).join('; '),
    todo: `write it as in ${[...new Set(parts.map(formOf))].join(', ')}; run.skip leaves out single checks`,
  });
}

/** Whether a pattern can match an object of a kind that is not known here. */
function isOfUnknownKind(pattern: string, { parts, areas, unknownAreas }: KnownParts): boolean {
  const [area = '', ...rest] = pattern.split('/');
  if (unknownAreas.has(area)) return true;
  const isId = pattern.includes('*') || rest.length >= 2;
  return isId && !areas.has(area) && meant(pattern, parts) === '';
}

/** A star matches any text, so only the part before the first one is compared. */
function canMatch(pattern: string, { id, kind }: Part): boolean {
  const [head = ''] = pattern.split('*', 1);
  const start = `${id}/`;
  if (head !== pattern) return start.startsWith(head) || head.startsWith(start);
  const place = pattern.startsWith(start) ? pattern.slice(start.length).split('/') : [];
  return place.length === (kind.namespaced ? 2 : 1) && place.every((segment) => segment !== '');
}

function meant(pattern: string, parts: readonly Part[]): string {
  const [first = '', second = '', ...rest] = pattern.split('/');
  // The name of a kind in kubectl, without the area.
  const byKind = parts.find(({ kind, id }) =>
    [kind.kind.toLowerCase(), kind.resource, id.split('/')[1]].includes(first.toLowerCase()),
  );
  if (byKind) return suggested(byKind, [second, ...rest]);
  const near = didYouMean(
    `${first}/${second}`,
    parts.map(({ id }) => id),
  );
  const part = parts.find(({ id }) => id === near);
  return part === undefined ? '' : suggested(part, rest);
}

function suggested(part: Part, place: readonly string[]): string {
  const corrected = [part.id, ...place].join('/');
  return canMatch(corrected, part) ? `; did you mean '${corrected}'?` : `: it is written as ${formOf(part)}`;
}

function formOf({ id, kind }: Part): string {
  return `${id}/${kind.namespaced ? '<namespace>/' : ''}<name>`;
}
