import { basename } from 'node:path/posix';
import { PLUGIN_NAME } from '../../../plugin/definition.ts';
import { RESULTS } from '../../publish/file-names.ts';
import { JOURNAL } from '../../run/record/file-names.ts';

/** One entry of an archive or of a directory. */
export interface Entry {
  /** Relative, with slashes. */
  path: string;
  /** A link is never followed: it may lead anywhere. */
  isLink: boolean;
}

/** Where the results of a run are among entries, or why there are none. */
export type Found = { path: string } | None;

/** Why there are none, and what to do if it is not to name others. */
interface None {
  nothing: string;
  todo?: string;
  /** Whether nothing is there, not even what cannot be used. */
  isAbsent?: true;
  /** The only archive that is there. */
  archive?: string;
  /** The only journal of a run that is there. */
  journal?: string;
}

/** What tools of macOS and old tar programs add: `._results.json`, `PaxHeaders.0/results.json`. */
const ADDED = /^(?:\._|PaxHeaders|__MACOSX$)/;
const OF_PLUGIN = /(?:^|\/)plugins\/[^/]+\/(?:results|errors)\//;
const ARCHIVE = /\.(?:tar|tgz|tar\.gz|zip)$/;
/** How many names a sentence has; the rest is counted. */
const NAMED = 3;

/** Whether a file is one that tools have added. */
export function isAdded(path: string): boolean {
  return path.split('/').some((part) => ADDED.test(part));
}

/** Whether a file says where results are, or why there are none. */
export function matters(path: string): boolean {
  const name = basename(path);
  return name === RESULTS || name === JOURNAL || ARCHIVE.test(name);
}

/**
 * Finds the results of a run of the suite in an archive or a directory, as people have them; pure. They are where Sonobuoy puts them, at any
 * depth because archives are repacked; or the directory of a run itself, without Sonobuoy.
 * @param entries those that {@link matters}. @param count of all files.
 */
export function findResults(entries: readonly Entry[], count: number): Found {
  const named = entries.filter(({ path }) => basename(path) === RESULTS);
  const bySonobuoy = named.filter(({ path }) => path.endsWith(`plugins/${PLUGIN_NAME}/results/global/${RESULTS}`));
  const loose = named.filter(({ path }) => !OF_PLUGIN.test(path));
  for (const group of [bySonobuoy, loose]) {
    const [first, ...others] = group;
    if (!first) continue;
    if (others.length > 0) return { nothing: `it has the results of several runs: ${listed(group)}` };
    return first.isLink ? { nothing: `its ${RESULTS} is a link, which is not followed` } : { path: first.path };
  }
  return { ...whyNone(entries, count), isAbsent: true };
}

function whyNone(entries: readonly Entry[], count: number): None {
  if (count === 0) return { nothing: 'it has no files' };
  const archives = entries.filter(({ path }) => ARCHIVE.test(path));
  if (archives.length > 0)
    return {
      nothing: `it has no ${RESULTS}, but ${archives.length === 1 ? 'another archive' : 'other archives'}: ${listed(archives)}`,
      todo: `name ${archives.length === 1 ? 'that one' : 'one of them'}, or unpack it and name its directory`,
      ...(archives.length === 1 && archives[0]?.isLink === false && { archive: archives[0].path }),
    };
  const journals = entries.filter(({ path }) => basename(path) === JOURNAL);
  if (journals.length > 0)
    return {
      ...(journals.length === 1 && journals[0] && { journal: journals[0].path }),
      nothing: `it has the journal of a run, but no ${RESULTS}: the run was killed before it wrote them, or has just begun`,
      todo: `wait for the end of the run if it is alive; else run the suite again. ${JOURNAL} has a line for each fact until then`,
    };
  return { nothing: `it has no ${RESULTS} of ${PLUGIN_NAME}` };
}

function listed(entries: readonly Entry[]): string {
  const more = entries.length > NAMED ? ` and ${entries.length - NAMED} more` : '';
  return `${entries
    .slice(0, NAMED)
    .map(({ path }) => path)
    .join(', ')}${more}`;
}
